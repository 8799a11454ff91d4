import type { ById, DataPath } from './architecture.ts';
import type { NamedSchema, ObjectSchema, Schema } from './schema.ts';

/**
 * Whether valid data has a value at a path: `always`; `sometimes`, where it is optional or only some alternatives
 * have it; `never`, where no schema speaks of it; `unknown`, where the schema says nothing at all.
 */
export type Presence = 'always' | 'sometimes' | 'never' | 'unknown';

/** Looks a path up in a schema. `*` stands for each item of a list or member of a map. */
export function findPath(schema: Schema, path: DataPath, schemas: ById<NamedSchema>): Presence {
  return find(schema, path, 0, schemas, []);
}

function find(
  schema: Schema,
  path: DataPath,
  step: number,
  schemas: ById<NamedSchema>,
  refs: readonly string[],
): Presence {
  const head = path[step];
  if (head === undefined) return 'always';
  switch (schema.kind) {
    case 'any':
    case 'never':
    case 'enum':
      return 'unknown';
    case 'ref': {
      const target = schemas[schema.id];
      if (target === undefined || refs.includes(schema.id)) return 'unknown';
      return find(target.schema, path, step, schemas, [...refs, schema.id]);
    }
    case 'object':
      return findInObject(schema, head, path, step, schemas);
    case 'array': {
      if (head !== '*') return 'never';
      const found = [...(schema.prefix ?? []), ...(schema.items ? [schema.items] : [])].map((item) =>
        find(item, path, step + 1, schemas, []),
      );
      return found.length === 0 ? 'unknown' : alternatives(found);
    }
    case 'union':
      return alternatives(schema.of.map((part) => find(part, path, step, schemas, refs)));
    case 'intersection':
      return strongest(schema.of.map((part) => find(part, path, step, schemas, refs)));
    case 'conditional': {
      const branches = [schema.if, schema.then, schema.else].filter((part) => part !== undefined);
      return optional(strongest(branches.map((part) => find(part, path, step, schemas, refs))));
    }
    default:
      return 'never';
  }
}

function findInObject(
  schema: ObjectSchema,
  head: string,
  path: DataPath,
  step: number,
  schemas: ById<NamedSchema>,
): Presence {
  const inner = (part: Schema): Presence => find(part, path, step + 1, schemas, []);
  const property = schema.properties.find(({ name }) => name === head);
  if (property !== undefined) {
    const found = inner(property.schema);
    return property.required ? found : optional(found);
  }
  if (schema.requiredElsewhere?.includes(head)) return step + 1 === path.length ? 'always' : 'unknown';
  const others = [
    ...(schema.patterns ?? [])
      .filter(({ pattern }) => head === '*' || new RegExp(pattern, 'u').test(head))
      .map((entry) => entry.schema),
    ...(schema.additional === undefined || schema.additional.kind === 'never' ? [] : [schema.additional]),
    ...(head === '*' ? schema.properties.map((entry) => entry.schema) : []),
  ];
  return others.length === 0 ? 'never' : optional(strongest(others.map(inner)));
}

/** One of them holds. */
function alternatives(found: readonly Presence[]): Presence {
  const [first = 'never', ...rest] = found;
  return rest.every((presence) => presence === first) ? first : 'sometimes';
}

/** All of them hold. */
function strongest(found: readonly Presence[]): Presence {
  for (const presence of ['always', 'sometimes', 'unknown'] as const) {
    if (found.includes(presence)) return presence;
  }
  return 'never';
}

function optional(presence: Presence): Presence {
  return presence === 'always' ? 'sometimes' : presence;
}
