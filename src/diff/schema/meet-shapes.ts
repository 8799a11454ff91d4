import { isEqual } from '../../model/json-value.ts';
import { isMultipleOf } from '../../runtime/typescript/checks.ts';
import { anyNode, type NodeFactory, type Part } from './node.ts';
import type { Bound, JsonType, NumberShape, Said, Shape } from './shape.ts';

/** Everything fits. */
export const fullShape: Shape = {
  object: {
    choices: [],
    nots: [],
    base: [],
    groups: [],
    required: new Set(),
    names: [],
    minProperties: 0,
    maxProperties: Number.POSITIVE_INFINITY,
    dependentRequired: new Map(),
    dependentSchemas: new Map(),
    unevaluated: [],
  },
  array: {
    choices: [],
    nots: [],
    base: [],
    groups: [],
    minItems: 0,
    maxItems: Number.POSITIVE_INFINITY,
    unique: false,
    contains: [],
    unevaluated: [],
  },
  string: {
    choices: [],
    nots: [],
    base: [],
    minLength: 0,
    maxLength: Number.POSITIVE_INFINITY,
    patterns: [],
    formats: [],
  },
  number: {
    choices: [],
    nots: [],
    base: [],
    integer: false,
    lower: { value: Number.NEGATIVE_INFINITY, exclusive: false },
    upper: { value: Number.POSITIVE_INFINITY, exclusive: false },
    multiples: [],
    formats: [],
  },
  boolean: { choices: [], nots: [], base: [], values: [true, false] },
  null: { choices: [], nots: [], base: [], values: [null] },
};

/** What fits both. */
export function meetShapes(a: Shape, b: Shape, nodes: NodeFactory): Shape {
  if (a === fullShape) return b;
  if (b === fullShape) return a;
  const both = (type: JsonType): boolean => a[type] !== undefined && b[type] !== undefined;
  return {
    ...(both('object') ? { object: meetObjects(a, b, nodes) } : {}),
    ...(both('array') ? { array: meetArrays(a, b) } : {}),
    ...(both('string') ? { string: meetStrings(a, b) } : {}),
    ...(both('number') ? { number: meetNumbers(a, b) } : {}),
    ...(both('boolean') ? { boolean: meetSaid(a.boolean, b.boolean) } : {}),
    ...(both('null') ? { null: meetSaid(a.null, b.null) } : {}),
  };
}

function meetSaid(a: Said = nothingSaid, b: Said = nothingSaid): Said {
  const values =
    a.values === undefined
      ? b.values
      : b.values === undefined
        ? a.values
        : a.values.filter((value) => b.values?.some((other) => isEqual(value, other)));
  return {
    choices: [...a.choices, ...b.choices],
    nots: [...a.nots, ...b.nots],
    ...(values === undefined ? {} : { values }),
    ...(a.base === undefined || b.base === undefined ? {} : { base: [...a.base, ...b.base] }),
  };
}

const nothingSaid: Said = { choices: [], nots: [], base: [] };

function meetObjects({ object: a }: Shape, { object: b }: Shape, nodes: NodeFactory): Shape['object'] {
  if (a === undefined || b === undefined) return undefined;
  const dependentRequired = new Map(a.dependentRequired);
  for (const [name, needed] of b.dependentRequired) {
    dependentRequired.set(name, new Set([...(dependentRequired.get(name) ?? []), ...needed]));
  }
  const dependentSchemas = new Map(a.dependentSchemas);
  for (const [name, node] of b.dependentSchemas) {
    dependentSchemas.set(name, nodes.all([dependentSchemas.get(name) ?? anyNode, node]));
  }
  return {
    ...meetSaid(a, b),
    groups: [...a.groups, ...b.groups],
    required: new Set([...a.required, ...b.required]),
    names: [...a.names, ...b.names],
    minProperties: Math.max(a.minProperties, b.minProperties),
    maxProperties: Math.min(a.maxProperties, b.maxProperties),
    dependentRequired,
    dependentSchemas,
    unevaluated: [...a.unevaluated, ...b.unevaluated],
  };
}

function meetArrays({ array: a }: Shape, { array: b }: Shape): Shape['array'] {
  if (a === undefined || b === undefined) return undefined;
  return {
    ...meetSaid(a, b),
    groups: [...a.groups, ...b.groups],
    minItems: Math.max(a.minItems, b.minItems),
    maxItems: Math.min(a.maxItems, b.maxItems),
    unique: a.unique || b.unique,
    contains: [...a.contains, ...b.contains],
    unevaluated: [...a.unevaluated, ...b.unevaluated],
  };
}

function meetStrings({ string: a }: Shape, { string: b }: Shape): Shape['string'] {
  if (a === undefined || b === undefined) return undefined;
  const contentEncoding = a.contentEncoding ?? b.contentEncoding;
  const contentMediaType = a.contentMediaType ?? b.contentMediaType;
  return {
    ...meetSaid(a, b),
    minLength: Math.max(a.minLength, b.minLength),
    maxLength: Math.min(a.maxLength, b.maxLength),
    patterns: [...new Set([...a.patterns, ...b.patterns])],
    formats: [...new Set([...a.formats, ...b.formats])],
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentMediaType === undefined ? {} : { contentMediaType }),
  };
}

function meetNumbers({ number: a }: Shape, { number: b }: Shape): Shape['number'] {
  if (a === undefined || b === undefined) return undefined;
  return tidyNumbers({
    ...meetSaid(a, b),
    integer: a.integer || b.integer,
    lower: tighterLower(a.lower, b.lower),
    upper: tighterUpper(a.upper, b.upper),
    multiples: [...a.multiples, ...b.multiples],
    formats: [...new Set([...a.formats, ...b.formats])],
  });
}

function tighterLower(a: Bound, b: Bound): Bound {
  if (a.value === b.value) return a.exclusive ? a : b;
  return a.value > b.value ? a : b;
}

function tighterUpper(a: Bound, b: Bound): Bound {
  if (a.value === b.value) return a.exclusive ? a : b;
  return a.value < b.value ? a : b;
}

/**
 * The same in one way of saying it: whole numbers above 0 are those from 1, and steps that a larger step takes care
 * of are left out.
 */
export function tidyNumbers(shape: NumberShape): NumberShape {
  const integer = shape.integer || shape.multiples.some((step) => Number.isInteger(step));
  const steps = [...new Set(shape.multiples)].filter((step) => !integer || !isMultipleOf(1, step));
  const multiples = steps.filter(
    (step) => !steps.some((other) => other !== step && isMultipleOf(other, step)),
  );
  const { lower, upper } = shape;
  return {
    ...shape,
    integer,
    multiples: multiples.sort((a, b) => a - b),
    lower: integer ? wholeBound(lower, 1) : lower,
    upper: integer ? wholeBound(upper, -1) : upper,
  };
}

function wholeBound({ value, exclusive }: Bound, direction: 1 | -1): Bound {
  if (!Number.isFinite(value)) return { value, exclusive: false };
  if (!Number.isSafeInteger(Math.round(value))) return { value, exclusive };
  const whole = direction === 1 ? Math.ceil(value) : Math.floor(value);
  return { value: whole === value && exclusive ? whole + direction : whole, exclusive: false };
}

/** A shape of one part, so that it can stand by itself where the choices beside it are taken apart. */
export function withBase(shape: Shape, part: Part): Shape {
  const base = [part];
  return {
    ...(shape.object && { object: { ...shape.object, base } }),
    ...(shape.array && { array: { ...shape.array, base } }),
    ...(shape.string && { string: { ...shape.string, base } }),
    ...(shape.number && { number: { ...shape.number, base } }),
    ...(shape.boolean && { boolean: { ...shape.boolean, base } }),
    ...(shape.null && { null: { ...shape.null, base } }),
  };
}
