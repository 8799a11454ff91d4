import type { Diagnostic, Path } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import { isEqual, isObject, show } from '../../model/json-value.ts';
import { withOwnNames } from '../../model/own-names.ts';
import { indexArchitecture } from '../../model/query.ts';
import type { LanguageMap } from '../../print/eda/language-value.ts';
import { createDocumentContext } from './document-context.ts';
import { serviceDocument } from './service-document.ts';
import { divideDesign } from './service-parts.ts';
import { systemDocument } from './system-document.ts';

/** A document that eda exported, as it stands now. */
export interface ExportedDocument {
  readonly file: string;
  readonly value: LanguageMap;
}

/**
 * Standard fields that say something else than the design that was read from the documents: what follows from `x-eda`
 * and settings (an address, partitions, a consumer group, the hosts of a broker) is said again in standard fields, and
 * an edit of one of the two would be lost. Nothing is compared where the document of the system is missing: then
 * settings are not known.
 */
export function findContradictions(
  architecture: Architecture,
  documents: readonly ExportedDocument[],
): readonly Diagnostic[] {
  const expected = exportAll(architecture);
  const system = expected.get(`urn:eda:${encodeURIComponent(architecture.system.name)}`);
  if (!documents.some(({ value }) => value.id !== undefined && value.id === system?.id)) return [];
  return documents.flatMap(({ file, value }) => {
    const own = expected.get(String(value.id));
    if (own === undefined) return [];
    return differencesOf(value, own, []).map(
      ({ path, written, meant }): Diagnostic => ({
        code: 'asyncapi-contradiction',
        severity: 'error',
        message: `${path.at(-1)} is ${show(written)} here; ${meant === undefined ? 'the design has no such thing' : `by the design it is ${show(meant)}`}`,
        help: 'change what it follows from, under `x-eda` or in the design, and export anew',
        at: { file, path },
      }),
    );
  });
}

function exportAll(design: Architecture): ReadonlyMap<string, LanguageMap> {
  const architecture = withOwnNames(design);
  const index = indexArchitecture(architecture);
  const context = createDocumentContext(architecture, index);
  const divided = divideDesign(architecture, index);
  const documents = [systemDocument(context, divided)];
  for (const service of Object.values(architecture.services)) {
    const parts = divided.get(service.name);
    if (!service.external && parts !== undefined) documents.push(serviceDocument(context, service, parts));
  }
  return new Map(documents.map((document) => [String(document.id), document]));
}

interface Difference {
  readonly path: Path;
  readonly written: unknown;
  /** Undefined: nothing stands there. */
  readonly meant: unknown;
}

/** Where they part, as deep as possible. `x-eda` is what was read; `source` depends on services that may be missing. */
function differencesOf(written: unknown, meant: unknown, path: Path): Difference[] {
  if (isEqual(written, meant)) return [];
  if (isObject(written) && isObject(meant)) {
    return Object.entries(written).flatMap(([key, member]) =>
      key === 'x-eda' || key === 'source' || key === 'ce_source'
        ? []
        : differencesOf(member, Object.hasOwn(meant, key) ? meant[key] : undefined, [...path, key]),
    );
  }
  if (Array.isArray(written) && Array.isArray(meant) && written.length === meant.length)
    return written.flatMap((item, index) => differencesOf(item, meant[index], [...path, index]));
  return [{ path, written, meant }];
}
