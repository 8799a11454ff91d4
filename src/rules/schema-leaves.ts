import type { Place } from '../diagnostics/diagnostic.ts';
import type { ById } from '../model/architecture.ts';
import type { NamedSchema, ObjectSchema, Schema } from '../model/schema.ts';

/** References deeper than this are left out: they go round. */
const mostDepth = 12;

/**
 * The plain schemas that a value is checked by: references followed, alternatives and parts opened. What a `not` or a
 * condition holds is none of them.
 */
export function leavesOf(schema: Schema, schemas: ById<NamedSchema>, depth = 0): Schema[] {
  if (depth > mostDepth) return [];
  switch (schema.kind) {
    case 'ref': {
      const target = schemas[schema.id];
      return target === undefined ? [] : leavesOf(target.schema, schemas, depth + 1);
    }
    case 'union':
    case 'intersection':
      return schema.of.flatMap((part) => leavesOf(part, schemas, depth + 1));
    case 'not':
    case 'conditional':
      return [];
    default:
      return [schema];
  }
}

/** The objects among the leaves: what can be said of the fields of a value. */
export function objectsOf(schema: Schema, schemas: ById<NamedSchema>): ObjectSchema[] {
  return leavesOf(schema, schemas).filter((leaf) => leaf.kind === 'object');
}

/** JSON types that the leaves of a schema let through, without null; an enum counts as the types of its values. */
export function typesOf(schema: Schema, schemas: ById<NamedSchema>): Set<string> {
  const types = new Set<string>();
  for (const leaf of leavesOf(schema, schemas)) {
    if (leaf.kind === 'enum') for (const value of leaf.values) types.add(jsonTypeOf(value));
    else if (leaf.kind === 'number') types.add(leaf.integer ? 'integer' : 'number');
    else if (leaf.kind !== 'any' && leaf.kind !== 'never') types.add(leaf.kind);
  }
  types.delete('null');
  return types;
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** True inside `events.<name>.previous`: what old versions look like can't be changed any more. */
export function isOldVersion({ path }: Place): boolean {
  return path[0] === 'events' && path[2] === 'previous';
}

/** True where a schema says something negative or conditional: its words are no description of the data. */
export function isAside(trail: readonly Schema[]): boolean {
  return trail.some(({ kind }) => kind === 'not' || kind === 'conditional');
}
