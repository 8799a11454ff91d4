import type { Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import type { Schema } from '../model/schema.ts';
import { isSamePlace } from '../spec/place-tree.ts';
import type { Finding } from './rule.ts';

/** What a rule found in a schema, or what its survey notes of it. */
export type SaidOfSchema =
  | { readonly ruleId: string; readonly finding: Finding }
  | { readonly ruleId: string; readonly note: unknown };

/**
 * What `local` rules and surveys said of schemas, for the next run over almost the same design: of a schema that is the
 * very object that it was, at its place, they say what they said.
 */
export interface SchemaMemory {
  /** Begins a run; forgets all where shared schemas or the configuration are others than in the run before. */
  begin(architecture: Architecture, ruleIds: readonly string[]): void;
  find(schema: Schema, at: Place): readonly SaidOfSchema[] | undefined;
  keep(schema: Schema, at: Place, said: readonly SaidOfSchema[]): void;
}

/** The very object, or one that says the same: a file is read again for a change elsewhere in it. */
function isSameSchema(a: Schema | undefined, b: Schema): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Makes a memory for the runs of one process. */
export function createSchemaMemory(): SchemaMemory {
  let known = new WeakMap<Schema, { readonly at: Place; readonly said: readonly SaidOfSchema[] }>();
  let configuration = '';
  let shared = new Map<string, Schema>();
  return {
    begin: ({ schemas, lint }, ruleIds) => {
      const now = new Map(Object.values(schemas).map(({ id, schema }) => [id, schema]));
      const settings = JSON.stringify([lint, ruleIds]);
      const isSame =
        settings === configuration &&
        now.size === shared.size &&
        [...now].every(([id, schema]) => isSameSchema(shared.get(id), schema));
      if (!isSame) known = new WeakMap();
      configuration = settings;
      shared = now;
    },
    find: (schema, at) => {
      const entry = known.get(schema);
      return entry !== undefined && isSamePlace(entry.at, at) ? entry.said : undefined;
    },
    keep: (schema, at, said) => void known.set(schema, { at, said }),
  };
}
