import type { Path } from '../../../diagnostics/diagnostic.ts';
import { isObject } from '../../../model/json-value.ts';

/** An Avro type (1.11, §Schema Declaration), names resolved, with where it stands in its file. */
export type AvroType = (
  | { readonly kind: AvroPrimitive }
  | { readonly kind: 'array' | 'map'; readonly of: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'named'; readonly name: string; readonly definition: () => AvroNamed | undefined }
  | { readonly kind: 'unknown' }
) & { readonly path: Path; readonly logicalType?: string };

export type AvroPrimitive = (typeof avroPrimitives)[number];

const avroPrimitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;

/** A type that has a name: what its references lead to. */
export type AvroNamed = {
  /** With namespace. */
  readonly name: string;
  /** Other names under which it reads what others wrote, with namespace. */
  readonly aliases: readonly string[];
  readonly doc?: string;
  readonly path: Path;
  readonly logicalType?: string;
} & (
  | { readonly kind: 'record'; readonly fields: readonly AvroField[] }
  | { readonly kind: 'enum'; readonly symbols: readonly string[]; readonly default?: string }
  | { readonly kind: 'fixed'; readonly size: number }
);

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  /** Absent: it has none. */
  readonly default?: { readonly value: unknown };
  readonly doc?: string;
  readonly path: Path;
}

/** Reads an Avro schema. What is no Avro is `unknown`: the reader of the design has reported it. */
export function readAvroType(value: unknown, path: Path): AvroType {
  const named = new Map<string, AvroNamed>();

  const read = (type: unknown, at: Path, namespace: string): AvroType => {
    if (typeof type === 'string') {
      const primitive = avroPrimitives.find((name) => name === type);
      if (primitive !== undefined) return { kind: primitive, path: at };
      const name = fullName(type, namespace);
      return { kind: 'named', name, path: at, definition: () => named.get(name) ?? named.get(type) };
    }
    if (Array.isArray(type)) {
      return {
        kind: 'union',
        path: at,
        branches: type.map((branch, index) => read(branch, [...at, index], namespace)),
      };
    }
    if (!isObject(type)) return { kind: 'unknown', path: at };
    switch (type.type) {
      case 'record':
      case 'error':
      case 'enum':
      case 'fixed':
        return readNamed(type, at, namespace);
      case 'array':
        return { kind: 'array', path: at, of: read(type.items, [...at, 'items'], namespace) };
      case 'map':
        return { kind: 'map', path: at, of: read(type.values, [...at, 'values'], namespace) };
      default:
        return { ...read(type.type, [...at, 'type'], namespace), ...logicalTypeOf(type) };
    }
  };

  const readNamed = (type: { readonly [key: string]: unknown }, at: Path, outer: string): AvroType => {
    if (typeof type.name !== 'string') return { kind: 'unknown', path: at };
    const own = typeof type.namespace === 'string' ? type.namespace : outer;
    const name = fullName(type.name, own);
    const namespace = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
    const common = {
      name,
      aliases: texts(type.aliases).map((alias) => fullName(alias, namespace)),
      path: at,
      ...(typeof type.doc === 'string' ? { doc: type.doc } : {}),
      ...logicalTypeOf(type),
    };
    if (type.type === 'enum') {
      const fallback = typeof type.default === 'string' ? { default: type.default } : {};
      named.set(name, { ...common, kind: 'enum', symbols: texts(type.symbols), ...fallback });
    } else if (type.type === 'fixed') {
      named.set(name, { ...common, kind: 'fixed', size: typeof type.size === 'number' ? type.size : 0 });
    } else {
      const fields: AvroField[] = [];
      // Known before its fields are read: they may refer to it.
      named.set(name, { ...common, kind: 'record', fields });
      for (const [index, field] of (Array.isArray(type.fields) ? type.fields : []).entries()) {
        if (!isObject(field) || typeof field.name !== 'string') continue;
        const place = [...at, 'fields', index];
        fields.push({
          name: field.name,
          aliases: texts(field.aliases),
          type: read(field.type, [...place, 'type'], namespace),
          path: place,
          ...(Object.hasOwn(field, 'default') ? { default: { value: field.default } } : {}),
          ...(typeof field.doc === 'string' ? { doc: field.doc } : {}),
        });
      }
    }
    return { kind: 'named', name, path: at, definition: () => named.get(name) };
  };

  return read(value, path, '');
}

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

/** Decimals are the same only with the same precision and scale. */
function logicalTypeOf(type: { readonly [key: string]: unknown }): { readonly logicalType?: string } {
  if (typeof type.logicalType !== 'string') return {};
  if (type.logicalType !== 'decimal') return { logicalType: type.logicalType };
  return { logicalType: `decimal(${String(type.precision)}, ${String(type.scale ?? 0)})` };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The name without its namespace. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** `long`, `Order`, `array of string`, `null or string`. */
export function describeAvro(type: AvroType): string {
  const logical = type.logicalType === undefined ? '' : ` (${type.logicalType})`;
  switch (type.kind) {
    case 'array':
    case 'map':
      return `${type.kind} of ${describeAvro(type.of)}`;
    case 'union':
      return type.branches.map(describeAvro).join(' or ') || 'nothing';
    case 'named':
      return shortName(type.name);
    default:
      return `${type.kind}${logical}`;
  }
}
