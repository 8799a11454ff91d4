import { readJsonSchema } from '../../model/build/json-schema.ts';
import type { NamedSchema, Schema } from '../../model/schema.ts';
import type { SchemaAt } from './compare-schemas.ts';
import type { Schemas } from './node.ts';

/** A JSON Schema, with `$defs` that `#/$defs/…` leads to, as the model holds it. */
export interface ReadSchema extends SchemaAt {
  readonly schemas: Schemas;
}

/** Reads a JSON Schema for a test; a fault in it fails the test. */
export function readSchema(json: unknown, { draft07 = false, file = 'schema.json' } = {}): ReadSchema {
  const schemas: { [id: string]: NamedSchema } = {};
  const read = (value: unknown, path: readonly string[]): Schema =>
    readJsonSchema(value, path, {
      file,
      dialect: { draft07, lenient: false },
      report: ({ message }) => {
        throw new Error(message);
      },
      resolveRef: (ref) => `${file}${ref}`,
    });
  const { $defs = {}, ...root } =
    typeof json === 'object' && json !== null ? (json as { $defs?: object }) : {};
  for (const [name, value] of Object.entries($defs)) {
    const id = `${file}#/$defs/${name}`;
    const at = { file, path: ['$defs', name] };
    schemas[id] = { id, typeName: name, schema: read(value, at.path), at };
  }
  const schema = read(typeof json === 'boolean' ? json : root, []);
  schemas[`${file}#`] = { id: `${file}#`, typeName: 'Root', schema, at: { file, path: [] } };
  return { schema, at: { file, path: [] }, schemas };
}
