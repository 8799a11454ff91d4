import type { ArraySchema, NumberSchema, ObjectSchema, Schema, StringSchema } from '../model/schema.ts';
import { codePoints, hasTwice, isEqual, isMultipleOf, isObject, own } from '../runtime/typescript/checks.ts';
import * as formats from '../runtime/typescript/formats.ts';
import type { SchemaLookup } from './schema-types.ts';
import { formatCheck } from './validator/format-check.ts';

/** Members and items that a schema has looked at, for `unevaluatedProperties` and `unevaluatedItems`. */
type Seen = ReadonlySet<string | number>;

const nothing: Seen = new Set();

/**
 * Whether a value fits a schema, all keywords included. For single values (examples, a message on the command line);
 * generated code has printed validators.
 */
export function fits(schema: Schema, value: unknown, lookup: SchemaLookup): boolean {
  return look(schema, value, lookup) !== undefined;
}

/** What a schema that fits has seen; undefined where it does not fit. */
function look(schema: Schema, value: unknown, lookup: SchemaLookup): Seen | undefined {
  switch (schema.kind) {
    case 'any':
      return nothing;
    case 'never':
      return undefined;
    case 'ref': {
      const target = lookup.schemaOf(schema.id);
      return target && look(target, value, lookup);
    }
    case 'string':
      if (typeof value !== 'string') return when(schema.loose === true);
      return when(fitsString(schema, value));
    case 'number':
      if (typeof value !== 'number') return when(schema.loose === true);
      return when(fitsNumber(schema, value));
    case 'boolean':
      return when(typeof value === 'boolean');
    case 'null':
      return when(value === null);
    case 'enum':
      return when(schema.values.some((item) => isEqual(item, value)));
    case 'array':
      if (!Array.isArray(value)) return when(schema.loose === true);
      return lookAtItems(schema, value, lookup);
    case 'object':
      if (!isObject(value)) return when(schema.loose === true);
      return lookAtMembers(schema, value, lookup);
    case 'union': {
      const fitting = schema.of
        .map((branch) => look(branch, value, lookup))
        .filter((seen) => seen !== undefined);
      if (fitting.length === 0 || (schema.rule === 'one' && fitting.length > 1)) return undefined;
      return merge(fitting);
    }
    case 'intersection':
      return lookAtAll(schema.of, schema.merged, value, lookup);
    case 'not':
      return when(look(schema.schema, value, lookup) === undefined);
    case 'conditional': {
      const condition = look(schema.if, value, lookup);
      const half = condition === undefined ? schema.else : schema.then;
      const seen = half === undefined ? nothing : look(half, value, lookup);
      return seen && merge([condition ?? nothing, seen]);
    }
  }
}

function when(condition: boolean): Seen | undefined {
  return condition ? nothing : undefined;
}

function merge(all: readonly Seen[]): Seen {
  return new Set(all.flatMap((seen) => [...seen]));
}

/** Parts of a merged schema that look at what the others have seen come last. */
function lookAtAll(
  parts: readonly Schema[],
  merged: boolean,
  value: unknown,
  lookup: SchemaLookup,
): Seen | undefined {
  const closing = parts.filter((part) => merged && 'unevaluated' in part && part.unevaluated !== undefined);
  const all: Seen[] = [];
  for (const part of parts.filter((each) => !closing.includes(each))) {
    const seen = look(part, value, lookup);
    if (seen === undefined) return undefined;
    all.push(seen);
  }
  let known = merge(all);
  for (const part of closing) {
    if (part.kind === 'object' && isObject(value)) {
      const seen = lookAtMembers(part, value, lookup, known);
      if (seen === undefined) return undefined;
      known = merge([known, seen]);
    } else if (part.kind === 'array' && Array.isArray(value)) {
      const seen = lookAtItems(part, value, lookup, known);
      if (seen === undefined) return undefined;
      known = merge([known, seen]);
    } else if (look(part, value, lookup) === undefined) return undefined;
  }
  return known;
}

function fitsString(schema: StringSchema, value: string): boolean {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  const length = codePoints(value);
  if (length < minLength || length > maxLength) return false;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) return false;
  const name = format === undefined ? undefined : formatCheck(format)?.name;
  const predicates: { readonly [name: string]: (text: string) => boolean } = formats;
  return name === undefined || predicates[name]?.(value) !== false;
}

function fitsNumber(schema: NumberSchema, value: number): boolean {
  if (!Number.isFinite(value) || ((schema.integer || schema.format === 'int64') && !Number.isInteger(value)))
    return false;
  if (schema.minimum !== undefined && value < schema.minimum) return false;
  if (schema.maximum !== undefined && value > schema.maximum) return false;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return false;
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) return false;
  if (schema.format === 'int32' && value !== (value | 0)) return false;
  return schema.multipleOf === undefined || isMultipleOf(value, schema.multipleOf);
}

function lookAtItems(
  schema: ArraySchema,
  value: readonly unknown[],
  lookup: SchemaLookup,
  known: Seen = nothing,
): Seen | undefined {
  const { prefix = [], items, minItems = 0, maxItems = Number.POSITIVE_INFINITY, contains } = schema;
  if (value.length < minItems || value.length > maxItems) return undefined;
  if (schema.unique === true && hasTwice(value)) return undefined;
  const seen = new Set<string | number>();
  let containing = 0;
  for (let index = 0; index < value.length; index++) {
    const part = prefix[index] ?? items;
    if (part !== undefined) {
      if (!fits(part, value[index], lookup)) return undefined;
      seen.add(index);
    }
    if (contains !== undefined && fits(contains, value[index], lookup)) {
      containing++;
      seen.add(index);
    }
  }
  const { minContains = 1, maxContains = Number.POSITIVE_INFINITY, unevaluated } = schema;
  if (contains !== undefined && (containing < minContains || containing > maxContains)) return undefined;
  if (unevaluated === undefined) return seen;
  for (let index = 0; index < value.length; index++) {
    if (seen.has(index) || known.has(index)) continue;
    if (!fits(unevaluated, value[index], lookup)) return undefined;
    seen.add(index);
  }
  return seen;
}

function lookAtMembers(
  schema: ObjectSchema,
  value: Readonly<Record<string, unknown>>,
  lookup: SchemaLookup,
  known: Seen = nothing,
): Seen | undefined {
  const keys = Object.keys(value).filter((key) => own(value, key) !== undefined);
  if (!fitsNames(schema, value, keys, lookup)) return undefined;
  const seen = new Set<string | number>();
  const patterns = (schema.patterns ?? []).map((each) => ({ ...each, regex: new RegExp(each.pattern, 'u') }));
  for (const key of keys) {
    const parts = schema.properties.filter(({ name }) => name === key).map((property) => property.schema);
    for (const pattern of patterns) if (pattern.regex.test(key)) parts.push(pattern.schema);
    if (parts.length === 0 && schema.additional !== undefined) parts.push(schema.additional);
    if (!parts.every((part) => fits(part, own(value, key), lookup))) return undefined;
    if (parts.length > 0) seen.add(key);
  }
  for (const [name, part] of Object.entries(schema.dependentSchemas ?? {})) {
    if (own(value, name) === undefined) continue;
    const inner = look(part, value, lookup);
    if (inner === undefined) return undefined;
    for (const key of inner) seen.add(key);
  }
  if (schema.unevaluated === undefined) return seen;
  for (const key of keys) {
    if (seen.has(key) || known.has(key)) continue;
    if (!fits(schema.unevaluated, own(value, key), lookup)) return undefined;
    seen.add(key);
  }
  return seen;
}

function fitsNames(
  schema: ObjectSchema,
  value: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  lookup: SchemaLookup,
): boolean {
  const {
    names,
    minProperties = 0,
    maxProperties = Number.POSITIVE_INFINITY,
    dependentRequired = {},
  } = schema;
  const has = (name: string): boolean => own(value, name) !== undefined;
  return (
    keys.length >= minProperties &&
    keys.length <= maxProperties &&
    schema.properties.every(({ name, required }) => !required || has(name)) &&
    (schema.requiredElsewhere ?? []).every(has) &&
    Object.entries(dependentRequired).every(([name, others]) => !has(name) || others.every(has)) &&
    (names === undefined || keys.every((key) => fits(names, key, lookup)))
  );
}
