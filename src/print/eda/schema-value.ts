import type { Schema } from '../../model/schema.ts';
import { type JsonSchema, printJsonSchema } from '../json-schema.ts';
import type { SchemaNames } from './schema-names.ts';

/** Makes a schema into what stands under `data`, `schemas`, `request`, … */
export type SchemaToValue = (schema: Schema) => JsonSchema;

/** Schemas in the words of the language: shared ones by `#/schemas/Name`, Avro ones by their file. */
export function createSchemaToValue(names: SchemaNames): SchemaToValue {
  return (schema) =>
    printJsonSchema(schema, {
      refTo: (id) => (isAvroId(id) ? `./${id}` : `#/schemas/${names.nameOf(id) ?? id}`),
    });
}

/** Whether a schema was read from an Avro file: the file itself, or a type that it declares. */
export function isAvroId(id: string): boolean {
  return /\.avsc(#|$)/.test(id);
}
