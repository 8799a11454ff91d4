import type { ById, DataPath } from '../model/architecture.ts';
import type { NamedSchema, Schema } from '../model/schema.ts';
import { leavesOf, objectsOf } from './schema-leaves.ts';

/** The plain schemas that the value at a path is checked by; none where no schema speaks of it. */
export function leavesAt(schema: Schema, path: DataPath, schemas: ById<NamedSchema>): Schema[] {
  const [head, ...rest] = path;
  if (head === undefined) return leavesOf(schema, schemas);
  if (head === '*') {
    return leavesOf(schema, schemas).flatMap((leaf) =>
      leaf.kind === 'array' && leaf.items !== undefined ? leavesAt(leaf.items, rest, schemas) : [],
    );
  }
  return objectsOf(schema, schemas).flatMap((object) =>
    object.properties
      .filter(({ name }) => name === head)
      .flatMap((property) => leavesAt(property.schema, rest, schemas)),
  );
}
