import type { Schema, SchemaLookup } from '../model/schema.ts';

export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

const allTypes: readonly JsonType[] = ['string', 'number', 'boolean', 'null', 'array', 'object'];

function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** The JSON types that a schema may accept; never fewer than it does. */
export function acceptedTypes(
  schema: Schema,
  lookup: SchemaLookup,
  visited: ReadonlySet<string> = new Set(),
): ReadonlySet<JsonType> {
  switch (schema.kind) {
    case 'never':
      return new Set();
    case 'boolean':
    case 'null':
      return new Set([schema.kind]);
    case 'string':
    case 'number':
    case 'array':
    case 'object':
      return new Set(schema.loose === true ? allTypes : [schema.kind]);
    case 'enum':
      return new Set(schema.values.map(jsonTypeOf));
    case 'union':
      return new Set(schema.of.flatMap((branch) => [...acceptedTypes(branch, lookup, visited)]));
    case 'intersection': {
      const sets = schema.of.map((part) => acceptedTypes(part, lookup, visited));
      return new Set(allTypes.filter((type) => sets.every((set) => set.has(type))));
    }
    case 'ref': {
      const target = visited.has(schema.id) ? undefined : lookup.schemaOf(schema.id);
      if (target === undefined) return new Set(allTypes);
      return acceptedTypes(target, lookup, new Set([...visited, schema.id]));
    }
    default:
      return new Set(allTypes);
  }
}

export interface Discriminator {
  readonly name: string;
  /** The value that a branch demands, by index of the branch. */
  readonly values: readonly string[];
}

/**
 * The property that tells the branches of a union apart: each branch is an object that requires it with one fixed
 * text, no two the same. At most one branch can then fit.
 */
export function discriminatorOf(
  branches: readonly Schema[],
  lookup: SchemaLookup,
): Discriminator | undefined {
  if (branches.length < 2) return undefined;
  const tables = branches.map((branch) => fixedTexts(branch, lookup, new Set()));
  for (const name of tables[0]?.keys() ?? []) {
    const values = tables.map((table) => table?.get(name)).filter((value) => value !== undefined);
    if (values.length === branches.length && new Set(values).size === values.length) return { name, values };
  }
  return undefined;
}

/** Required properties with one text as their only value; absent where the schema takes more than objects. */
function fixedTexts(
  schema: Schema,
  lookup: SchemaLookup,
  visited: ReadonlySet<string>,
): ReadonlyMap<string, string> | undefined {
  if (schema.kind === 'ref') {
    const target = visited.has(schema.id) ? undefined : lookup.schemaOf(schema.id);
    return target && fixedTexts(target, lookup, new Set([...visited, schema.id]));
  }
  if (schema.kind === 'intersection') {
    const parts = schema.of
      .map((part) => fixedTexts(part, lookup, visited))
      .filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : new Map(parts.flatMap((part) => [...part]));
  }
  if (schema.kind !== 'object' || schema.loose === true) return undefined;
  const found = new Map<string, string>();
  for (const { name, schema: value, required } of schema.properties) {
    const [text, other] = value.kind === 'enum' ? value.values : [];
    if (
      required &&
      typeof text === 'string' &&
      other === undefined &&
      value.kind === 'enum' &&
      value.values.length === 1
    ) {
      found.set(name, text);
    }
  }
  return found;
}
