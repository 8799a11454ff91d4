import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEmbeddedSubject } from './embedded-subject.ts';
import type { StartSubject } from './subject.ts';

/** Whether the suite runs against the embedded sidecars, where a deliberate difference may show. */
export const isEmbedded = (process.env.EDA_CONFORMANCE_SUBJECT ?? '') === '';

/**
 * Starts what the suite is run against: the embedded sidecars, or what the module at `EDA_CONFORMANCE_SUBJECT` exports
 * as `startSubject`, such as daprd processes around a broker.
 */
export const startSubject: StartSubject = async (setup) => {
  const path = process.env.EDA_CONFORMANCE_SUBJECT;
  if (path === undefined || path === '') return startEmbeddedSubject(setup);
  const other = (await import(pathToFileURL(resolve(path)).href)) as { readonly startSubject: StartSubject };
  return other.startSubject(setup);
};
