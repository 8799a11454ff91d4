import type { ById, DataPath } from './architecture.ts';
import type { NamedSchema, Schema } from './schema.ts';
import { childrenOf } from './schema-children.ts';

/** True where data of the schema holds something that is marked as personal, at any depth. */
export function holdsPersonalData(
  schema: Schema,
  schemas: ById<NamedSchema>,
  seen: Set<string> = new Set(),
): boolean {
  if (schema.note?.personalData === true) return true;
  if (schema.kind === 'ref') {
    if (seen.has(schema.id)) return false;
    seen.add(schema.id);
    const target = schemas[schema.id];
    return target !== undefined && holdsPersonalData(target.schema, schemas, seen);
  }
  return childrenOf(schema).some((child) => holdsPersonalData(child, schemas, seen));
}

/** True where the value at a path, or what it lies in, is marked as personal. */
export function isPersonalAt(schema: Schema, path: DataPath, schemas: ById<NamedSchema>, depth = 0): boolean {
  if (schema.note?.personalData === true) return true;
  if (depth > 12) return false;
  const inner = (part: Schema, rest: DataPath): boolean => isPersonalAt(part, rest, schemas, depth + 1);
  const [head, ...rest] = path;
  switch (schema.kind) {
    case 'ref': {
      const target = schemas[schema.id];
      return target !== undefined && inner(target.schema, path);
    }
    case 'union':
    case 'intersection':
      return schema.of.some((part) => inner(part, path));
    case 'array':
      return head === '*' && schema.items !== undefined && inner(schema.items, rest);
    case 'object':
      return schema.properties.some(({ name, schema: property }) => name === head && inner(property, rest));
    default:
      return false;
  }
}
