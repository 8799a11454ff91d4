import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPackage } from '../dev/load-package.ts';
import type { AffectedService, Change } from '../diff/change.ts';
import { type FieldRead, linesReading, readHandlerFields } from '../diff/handler-fields.ts';
import { fileNames } from '../generators/typescript/unique-names.ts';
import type { Architecture } from '../model/architecture.ts';
import { serviceFolder } from '../model/names.ts';

type TsMorph = typeof import('ts-morph');

/** What handlers of a project read, by service and event; each file is read once. */
export interface HandlerReader {
  /** Path of the handler, relative to the project, and what it reads; undefined where nobody can tell. */
  fieldsOf(
    service: string,
    event: string,
  ): { readonly file: string; readonly reads: readonly FieldRead[] } | undefined;
}

/** Loads ts-morph, an optional package; without it handlers stay closed. */
export async function openHandlers(folder: string, architecture: Architecture): Promise<HandlerReader> {
  const morph = await loadPackage<TsMorph>(folder, 'ts-morph');
  const known = new Map<string, ReturnType<HandlerReader['fieldsOf']>>();
  return {
    fieldsOf: (service, event) => {
      const file = handlerFile(architecture, service, event);
      if (file === undefined || morph === undefined) return undefined;
      if (known.has(file)) return known.get(file);
      const path = join(folder, file);
      const reads = existsSync(path) ? readHandlerFields(morph, readFileSync(path, 'utf8')) : undefined;
      const found = reads === undefined ? undefined : { file, reads };
      known.set(file, found);
      return found;
    },
  };
}

/** Where the generated project keeps the handler of an event; undefined where it has none. */
function handlerFile(architecture: Architecture, service: string, event: string): string | undefined {
  const handled = new Set(
    (architecture.services[service]?.subscriptions ?? [])
      .filter(({ origin }) => origin.kind === 'written')
      .map((subscription) => subscription.event),
  );
  const name = fileNames([...handled]).get(event);
  return name === undefined ? undefined : `${serviceFolder(service)}/src/handlers/${name}.ts`;
}

/** Says of each affected service whether its code reads the field, with the lines; `uses` beats the code. */
export async function readersIn(
  folder: string,
  architecture: Architecture,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const isOpen = (service: AffectedService): boolean =>
    service.role === 'subscriber' && service.reads !== 'no' && !service.external;
  const candidates = changes.filter(
    ({ subject, path, affected }) =>
      subject.kind === 'event' && path !== undefined && path.length > 0 && affected.some(isOpen),
  );
  const files = candidates.flatMap(({ subject, affected }) =>
    affected.map(({ service }) => handlerFile(architecture, service, subject.name)),
  );
  if (!files.some((file) => file !== undefined && existsSync(join(folder, file)))) return changes;
  const handlers = await openHandlers(folder, architecture);
  return changes.map((change) => {
    const { path } = change;
    if (!candidates.includes(change) || path === undefined) return change;
    return {
      ...change,
      affected: change.affected.map((service) => {
        if (!isOpen(service)) return service;
        // A projection or a saga of the service takes the event as well, without a handler.
        const subscriptions = architecture.services[service.service]?.subscriptions ?? [];
        const own = subscriptions.filter(({ event }) => event === change.subject.name);
        const found = handlers.fieldsOf(service.service, change.subject.name);
        if (found === undefined) return service;
        const lines = linesReading(found.reads, path).map((line) => ({ file: found.file, line }));
        const onlyHandler = own.every(({ origin }) => origin.kind === 'written');
        if (lines.length > 0) return { ...service, reads: 'yes' as const, lines };
        return onlyHandler && service.reads === 'unknown' ? { ...service, reads: 'no' as const } : service;
      }),
    };
  });
}
