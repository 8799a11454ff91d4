import { designSections } from '../../diagnostics/design-sections.ts';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../../spec/is-map.ts';
import type { SpecSource } from '../../spec/source.ts';
import type { SpecFile } from '../../spec/spec-file.ts';
import type { Report } from './report.ts';
import type { Json } from './values.ts';

/** One named thing as written: its map, and where it stands. */
export interface Definition {
  readonly value: Json;
  readonly at: Place;
}

/** What root and parts define, merged: each name once, in the order of the files. */
export interface Definitions {
  readonly teams: ReadonlyMap<string, Definition>;
  readonly domains: ReadonlyMap<string, Definition>;
  readonly schemas: ReadonlyMap<string, { readonly value: unknown; readonly at: Place }>;
  readonly events: ReadonlyMap<string, Definition>;
  readonly topics: ReadonlyMap<string, Definition>;
  readonly services: ReadonlyMap<string, Definition>;
  readonly aggregates: ReadonlyMap<string, Definition>;
  readonly projections: ReadonlyMap<string, Definition>;
  readonly sagas: ReadonlyMap<string, Definition>;
}

/**
 * Merges the maps of all files; a name that two files define is reported at the second, with the first. What documents
 * say holds where the files say nothing, key by key.
 */
export function mergeDefinitions(source: SpecSource, report: Report): Definitions {
  const files = [source.root, ...source.parts];
  const merge = (key: keyof Definitions): Map<string, { value: unknown; at: Place }> => {
    const merged = new Map<string, { value: unknown; at: Place }>();
    for (const file of files) {
      const map = file.value[key];
      if (!isMap(map)) continue;
      for (const name in map) {
        const at: Place = { file: file.path, path: [key, name] };
        const first = merged.get(name);
        if (first === undefined) merged.set(name, { value: map[name], at });
        else {
          report({
            code: 'duplicate-definition',
            severity: 'error',
            message: `${designSections[key]} ${name} is defined twice`,
            help: 'keep one of the two',
            at: { ...at, on: 'key' },
            related: [{ message: 'first here', at: { ...first.at, on: 'key' } }],
          });
        }
      }
    }
    for (const file of source.documents?.files ?? []) addBeneath(merged, file, key, source);
    return merged;
  };
  const maps = (key: keyof Definitions): Map<string, Definition> => {
    const merged = new Map<string, Definition>();
    for (const [name, { value, at }] of merge(key))
      merged.set(name, { value: isMap(value) ? value : {}, at });
    return merged;
  };
  return {
    teams: maps('teams'),
    domains: maps('domains'),
    schemas: merge('schemas'),
    events: maps('events'),
    topics: maps('topics'),
    services: maps('services'),
    aggregates: maps('aggregates'),
    projections: maps('projections'),
    sagas: maps('sagas'),
  };
}

/** Adds what a document says of things of one kind. */
function addBeneath(
  merged: Map<string, { value: unknown; at: Place }>,
  file: SpecFile,
  key: keyof Definitions,
  { documents }: SpecSource,
): void {
  const map = file.value[key];
  if (!isMap(map)) return;
  for (const name in map) {
    const value = map[name];
    const at: Place = { file: file.path, path: [key, name] };
    const above = merged.get(name);
    if (above === undefined) merged.set(name, { value, at });
    else if (isMap(value) && isMap(above.value)) {
      for (const inner in value) {
        if (!Object.hasOwn(above.value, inner))
          documents?.origins.add(placeAt(above.at, inner), placeAt(at, inner));
      }
      merged.set(name, { value: { ...value, ...above.value }, at: above.at });
    }
  }
}
