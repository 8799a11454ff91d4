import type { Path, Place } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../../spec/is-map.ts';
import type { Annotations, Property, Schema } from '../schema.ts';
import type { Report } from './report.ts';

/** What reading one Avro schema needs to know of its surroundings. */
export interface AvroContext {
  readonly file: string;
  /** Where it stands in the file. */
  readonly path: Path;
  /** What it is called; what it declares inside is called after it. */
  readonly id: string;
  readonly report: Report;
  /** Declares a named type (record, enum, fixed) of the file, to be read as `id`. */
  declare(id: string, schema: Schema, at: Place): void;
}

/**
 * Reads an Avro schema (1.11, §Schema Declaration) into the union, as the JSON that a service sees: records are
 * objects, a field without a default is required, a union with null is nullable, `long` is an integer.
 */
export function readAvro(value: unknown, context: AvroContext): Schema {
  const known = new Map<string, string>();

  const fault = (message: string, at: Place): Schema => {
    context.report({ code: 'schema-value', severity: 'error', message, at });
    return { kind: 'any' };
  };

  const read = (
    type: unknown,
    path: readonly (string | number)[],
    namespace: string,
    top: boolean,
  ): Schema => {
    const at: Place = { file: context.file, path };
    if (typeof type === 'string') return readName(type, namespace, at);
    if (Array.isArray(type)) {
      return {
        kind: 'union',
        rule: 'any',
        of: type.map((branch, index) => read(branch, [...path, index], namespace, false)),
      };
    }
    if (!isMap(type)) return fault('an Avro type is a name, a list or a map', at);
    const kind = type.type;
    switch (kind) {
      case 'record':
      case 'error':
      case 'enum':
      case 'fixed':
        return readNamed(type, kind, path, namespace, top);
      case 'array':
        return { kind: 'array', items: read(type.items, [...path, 'items'], namespace, false) };
      case 'map':
        return {
          kind: 'object',
          properties: [],
          additional: read(type.values, [...path, 'values'], namespace, false),
        };
      default:
        return withLogicalType(read(kind, [...path, 'type'], namespace, false), type.logicalType);
    }
  };

  const readName = (name: string, namespace: string, at: Place): Schema => {
    switch (name) {
      case 'null':
        return { kind: 'null' };
      case 'boolean':
        return { kind: 'boolean' };
      case 'int':
        return { kind: 'number', integer: true, minimum: -(2 ** 31), maximum: 2 ** 31 - 1, format: 'int32' };
      case 'long':
        return { kind: 'number', integer: true, format: 'int64' };
      case 'float':
      case 'double':
        return { kind: 'number', integer: false, format: name };
      case 'bytes':
        return { kind: 'string', contentEncoding: 'base64' };
      case 'string':
        return { kind: 'string' };
    }
    const id = known.get(name) ?? known.get(`${namespace}.${name}`);
    if (id === undefined) return fault(`${name} is neither an Avro type nor declared above in this file`, at);
    return { kind: 'ref', id };
  };

  const readNamed = (
    type: { readonly [key: string]: unknown },
    kind: string,
    path: readonly (string | number)[],
    outer: string,
    top: boolean,
  ): Schema => {
    const at: Place = { file: context.file, path };
    const name = type.name;
    if (typeof name !== 'string') return fault(`a ${kind} needs a name`, at);
    const namespace = typeof type.namespace === 'string' ? type.namespace : outer;
    const full = name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
    const short = full.slice(full.lastIndexOf('.') + 1);
    const id = top ? context.id : `${context.id}${context.id.includes('#') ? '/' : '#'}${short}`;
    known.set(full, id);
    known.set(short, id);
    const doc = type.doc;
    const note: Annotations | undefined = typeof doc === 'string' ? { description: doc } : undefined;
    const schema: Schema = {
      ...readNamedBody(type, kind, path, namespace),
      ...(note === undefined ? {} : { note }),
    };
    if (top) return schema;
    context.declare(id, schema, at);
    return { kind: 'ref', id };
  };

  const readNamedBody = (
    type: { readonly [key: string]: unknown },
    kind: string,
    path: readonly (string | number)[],
    namespace: string,
  ): Schema => {
    if (kind === 'enum') {
      const symbols = type.symbols;
      return Array.isArray(symbols) && symbols.length > 0
        ? { kind: 'enum', values: symbols }
        : fault('an enum needs symbols', { file: context.file, path });
    }
    if (kind === 'fixed') return { kind: 'string', contentEncoding: 'base64' };
    const fields = type.fields;
    if (!Array.isArray(fields)) return fault('a record needs fields', { file: context.file, path });
    const properties: Property[] = [];
    for (const [index, field] of fields.entries()) {
      if (!isMap(field) || typeof field.name !== 'string') {
        fault('a field needs a name', { file: context.file, path: [...path, 'fields', index] });
        continue;
      }
      const schema = read(field.type, [...path, 'fields', index, 'type'], namespace, false);
      const doc = field.doc;
      const hasDefault = Object.hasOwn(field, 'default');
      const note: Annotations = {
        ...schema.note,
        ...(typeof doc === 'string' ? { description: doc } : {}),
        ...(hasDefault ? { default: field.default } : {}),
        ...(field['x-personal-data'] === true ? { personalData: true } : {}),
      };
      properties.push({
        name: field.name,
        schema: Object.keys(note).length === 0 ? schema : { ...schema, note },
        required: !hasDefault,
      });
    }
    return { kind: 'object', properties };
  };

  return read(value, context.path, '', true);
}

/** Logical types as they look in JSON; those that JSON has no text for stay numbers. */
function withLogicalType(schema: Schema, logicalType: unknown): Schema {
  if (typeof logicalType !== 'string') return schema;
  if (logicalType === 'uuid') return { kind: 'string', format: 'uuid' };
  return { ...schema, note: { ...schema.note, extensions: { 'x-avro-logical-type': logicalType } } };
}
