import { isEqual } from '../../model/json-value.ts';
import type { NumberSchema, StringSchema } from '../../model/schema.ts';
import { fullShape, tidyNumbers } from './meet-shapes.ts';
import { type Choice, type JsonType, jsonTypes, type Shape } from './shape.ts';

/** Of each type, what a shape made for it says of it. */
export function perType(make: (type: JsonType) => Shape | undefined): Shape {
  const shape: { -readonly [type in JsonType]?: Shape[type] } = {};
  for (const type of jsonTypes) {
    const said = make(type)?.[type];
    if (said !== undefined) Object.assign(shape, { [type]: said });
  }
  return shape;
}

/** A type of which nothing is said but alternatives. */
export function withChoice(type: JsonType, choice: Choice): Shape {
  return { [type]: { ...fullShape[type], choices: [choice], base: [] } };
}

/** What a typed keyword group says: nothing else fits, or where it is loose, anything else. */
export function only(type: JsonType, loose: true | undefined, shape: Shape): Shape {
  return loose === true ? { ...fullShape, [type]: shape[type] } : shape;
}

/** What keywords of texts say. */
export function stringShape(schema: StringSchema): Shape['string'] {
  const { contentEncoding, contentMediaType } = schema;
  return {
    choices: [],
    nots: [],
    minLength: schema.minLength ?? 0,
    maxLength: schema.maxLength ?? Number.POSITIVE_INFINITY,
    patterns: schema.pattern === undefined ? [] : [schema.pattern],
    formats: schema.format === undefined ? [] : [schema.format],
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentMediaType === undefined ? {} : { contentMediaType }),
  };
}

/** What keywords of numbers say. */
export function numberShape(schema: NumberSchema): Shape['number'] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const lower = Math.max(minimum ?? Number.NEGATIVE_INFINITY, exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
  const upper = Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY);
  return tidyNumbers({
    choices: [],
    nots: [],
    integer: schema.integer,
    lower: { value: lower, exclusive: exclusiveMinimum === lower },
    upper: { value: upper, exclusive: exclusiveMaximum === upper },
    multiples: schema.multipleOf === undefined ? [] : [schema.multipleOf],
    formats: schema.format === undefined ? [] : [schema.format],
  });
}

/** What `enum` and `const` say of each type. */
export function enumShape(values: readonly unknown[]): Shape {
  return perType((type) => {
    const own = distinct(values.filter((value) => typeOf(value) === type));
    return own.length === 0 ? undefined : { [type]: { ...fullShape[type], values: own } };
  });
}

/** The type of a JSON value. */
function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value as JsonType;
    default:
      return 'object';
  }
}

/** Each value once. */
export function distinct(values: readonly unknown[]): unknown[] {
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  return values.filter((value) => {
    if (typeof value !== 'object' || value === null) {
      if (scalars.has(value)) return false;
      scalars.add(value);
      return true;
    }
    if (others.some((other) => isEqual(value, other))) return false;
    others.push(value);
    return true;
  });
}
