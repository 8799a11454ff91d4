import { checkValue } from '../model/check-value.ts';
import type {
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  SchemaLookup,
  StringSchema,
} from '../model/schema.ts';
import { isMultipleOf, isObject } from '../runtime/typescript/checks.ts';
import { mergeObjects } from './merge-objects.ts';
import { textForPattern } from './text-for-pattern.ts';

/**
 * A value that fits a schema: the schema's own example or default where it fits, else the plainest one that can be
 * found. The same schema gives the same value. Undefined where none is found, which does not mean that there is none.
 */
export function exampleOf(schema: Schema, lookup: SchemaLookup): unknown {
  return best(schema, { lookup, name: '', depth: 0, fits: new Map() });
}

interface Search {
  readonly lookup: SchemaLookup;
  /** Of the property, for a telling text. */
  readonly name: string;
  readonly depth: number;
  /**
   * Values that were found to fit a schema: what holds them need not look at them again. Of several schemas that a text or
   * a number fits the last is known.
   */
  readonly fits: Map<unknown, Schema>;
}

/** Deeper than this, optional members and items are left out, so that recursion ends. */
const optionalDepth = 3;
const mostDepth = 12;

function inside(search: Search, name: string): Search {
  return { lookup: search.lookup, name, depth: search.depth + 1, fits: search.fits };
}

/** Examples of the named schemas of a design by name of the property, depth and id: many events hold the same. */
const examplesOfNamed = new WeakMap<SchemaLookup, Map<string, unknown>>();

function best(schema: Schema, search: Search): unknown {
  const { lookup, name, depth, fits } = search;
  if (depth > mostDepth) return undefined;
  if (schema.kind !== 'ref' || schema.note !== undefined) return firstFitting(schema, search);
  let known = examplesOfNamed.get(lookup);
  if (known === undefined) {
    known = new Map();
    examplesOfNamed.set(lookup, known);
  }
  const key = `${name}\0${depth}\0${schema.id}`;
  const before = known.get(key);
  if (before === undefined) {
    const found = firstFitting(schema, search);
    known.set(key, found);
    return found;
  }
  fits.set(before, schema);
  return before;
}

/** The first candidate that fits. */
function firstFitting(schema: Schema, search: Search): unknown {
  const { lookup, fits } = search;
  for (const value of candidates(schema, search)) {
    if (checkValue(value, schema, lookup, fits).length > 0) continue;
    fits.set(value, schema);
    return value;
  }
  return undefined;
}

/** One after the other, made as they are asked for: the first fits nearly always. */
function candidates(schema: Schema, search: Search): Iterable<unknown> {
  const { examples, default: usual } = schema.note ?? {};
  return examples === undefined && usual === undefined
    ? plain(schema, search)
    : told(examples ?? [], usual, schema, search);
}

function* told(
  examples: readonly unknown[],
  usual: unknown,
  schema: Schema,
  search: Search,
): Iterable<unknown> {
  for (const value of examples) if (value !== undefined) yield value;
  if (usual !== undefined) yield usual;
  yield* plain(schema, search);
}

function plain(schema: Schema, search: Search): Iterable<unknown> {
  switch (schema.kind) {
    case 'any':
      return ['anything'];
    case 'never':
      return [];
    case 'ref': {
      const target = search.lookup.schemaOf(schema.id);
      return target === undefined || search.depth > mostDepth
        ? []
        : candidates(target, { ...search, depth: search.depth + 1 });
    }
    case 'string':
      return texts(schema, search);
    case 'number':
      return numbers(schema);
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    case 'enum':
      return schema.values;
    case 'array':
      return lists(schema, search);
    case 'object':
      return objects(schema, search);
    case 'union': {
      const ordered = [...schema.of].sort((a, b) => Number(a.kind === 'null') - Number(b.kind === 'null'));
      return oneByOne(ordered, search);
    }
    case 'intersection':
      return together(schema.of, search);
    case 'not':
      return ['text', 1, true, null, {}, []];
    case 'conditional':
      return oneByOne(
        [schema.then, schema.else].filter((part) => part !== undefined),
        search,
      );
  }
}

function* oneByOne(parts: readonly Schema[], search: Search): Iterable<unknown> {
  for (const part of parts) yield* candidates(part, search);
}

/** Candidates of each part, and of the parts put together: objects with the members of all, narrowed texts. */
function together(parts: readonly Schema[], search: Search): unknown[] {
  const flat = parts.flatMap((part): readonly Schema[] => flatten(part, search.lookup, 0));
  const objectParts = flat.filter((part) => part.kind === 'object');
  const choices = flat.filter((part) => part.kind === 'union' || part.kind === 'conditional');
  const strings = flat.filter((part) => part.kind === 'string');
  const numeric = flat.filter((part) => part.kind === 'number');
  const all: unknown[] = [];
  if (objectParts.length > 0) {
    const base = objects(mergeObjects(objectParts), search);
    const extras = choices
      .flatMap((choice) => [...plain(loosened(choice, search.lookup), search)])
      .filter(isObject);
    for (const value of base) {
      if (isObject(value)) all.push(...extras.map((extra) => ({ ...value, ...extra })));
      all.push(value);
    }
  }
  if (strings.length > 1) all.push(...texts(Object.assign({}, ...strings), search));
  if (numeric.length > 1) {
    all.push(
      ...numbers({ ...Object.assign({}, ...numeric), integer: numeric.some(({ integer }) => integer) }),
    );
  }
  return [...all, ...oneByOne(flat, search)];
}

function flatten(schema: Schema, lookup: SchemaLookup, depth: number): readonly Schema[] {
  if (schema.kind === 'intersection') return schema.of.flatMap((part) => flatten(part, lookup, depth));
  const target = schema.kind === 'ref' && depth < 5 ? lookup.schemaOf(schema.id) : undefined;
  return target === undefined ? [schema] : flatten(target, lookup, depth + 1);
}

/** Branches beside an object are about objects. */
function loosened(schema: Schema, lookup: SchemaLookup): Schema {
  return schema.kind === 'union'
    ? { ...schema, of: schema.of.flatMap((branch) => flatten(branch, lookup, 0)) }
    : schema;
}

const formatExamples: { readonly [format: string]: string } = {
  'date-time': '2024-05-17T09:30:00Z',
  date: '2024-05-17',
  time: '09:30:00Z',
  duration: 'PT15M',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  email: 'ada@example.com',
  hostname: 'www.example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/path',
  'json-pointer': '/a/0',
  regex: '^a+$',
};

function* texts(schema: StringSchema, { name }: Search): Iterable<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  const made = pattern === undefined ? undefined : textForPattern(pattern, minLength);
  const known =
    format !== undefined && Object.hasOwn(formatExamples, format) ? formatExamples[format] : undefined;
  const words = [made, known, name === '' ? undefined : name, 'text', ''];
  for (const word of words) if (word !== undefined) yield sized(word, minLength, maxLength);
  for (const word of words) if (word !== undefined) yield word;
}

/** A text repeated or cut to fit, never within a character. */
function sized(text: string, least: number, most: number): string {
  const padded = text.padEnd(least, text === '' ? 'x' : text);
  return padded.length <= most ? padded : [...padded].slice(0, most).join('');
}

function* numbers(schema: NumberSchema): Iterable<number> {
  const { integer, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const lower = Math.max(minimum ?? Number.NEGATIVE_INFINITY, exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
  const upper = Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY);
  const step = multipleOf ?? (integer ? 1 : undefined);
  for (const value of plainNumbers) {
    if (value >= lower && value <= upper && (step === undefined || isMultipleOf(value, step))) yield value;
  }
  const start = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? Math.min(upper, 1) : 1;
  const first = step === undefined ? start : decimal(Math.ceil(start / step) * step);
  const middle = Number.isFinite(lower) && Number.isFinite(upper) ? decimal((lower + upper) / 2) : first;
  const steps =
    step === undefined ? [start + 1, start - 1, middle] : [decimal(first + step), decimal(first - step)];
  for (const value of [first, ...steps, start, lower, upper]) if (Number.isFinite(value)) yield value;
}

const plainNumbers = [1, 10, 100, 0];

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function decimal(value: number): number {
  return Number(value.toPrecision(12));
}

function lists(schema: ArraySchema, search: Search): unknown[][] {
  const {
    prefix = [],
    items = { kind: 'any' },
    minItems = 0,
    maxItems = Number.POSITIVE_INFINITY,
    contains,
  } = schema;
  const inner = inside(search, singular(search.name));
  const start = prefix.map((part) => best(part, inner));
  const item = items.kind === 'never' ? undefined : best(items, inner);
  const least = Math.max(minItems, search.depth < optionalDepth ? 1 : 0);
  const wanted = Math.min(Math.max(least, prefix.length), maxItems);
  const needed =
    contains === undefined
      ? []
      : Array.from({ length: schema.minContains ?? 1 }, () => best(contains, inner));
  const filled = [...start, ...needed].slice(0, Math.max(wanted, start.length + needed.length));
  const variants = schema.unique === true ? distinct(candidates(items, inner)) : [];
  while (filled.length < wanted)
    filled.push(variants.shift() ?? varied(item, filled.length, schema.unique === true));
  const full = filled
    .filter((value) => value !== undefined)
    .slice(0, Number.isFinite(maxItems) ? maxItems : undefined);
  return [full, full.slice(0, minItems), []];
}

function distinct(values: Iterable<unknown>): unknown[] {
  const known = new Map<string, unknown>();
  for (const value of values) known.set(JSON.stringify(value), value);
  return [...known.values()];
}

/** A different value of the same type, where items must differ. */
function varied(value: unknown, index: number, unique: boolean): unknown {
  if (!unique) return value;
  if (typeof value === 'string') return `${value}${index + 1}`;
  return typeof value === 'number' ? value + index : value;
}

function singular(name: string): string {
  return /[a-z]s$/.test(name) && !/(ss|us|is)$/.test(name) ? name.slice(0, -1) : name;
}

function* objects(schema: ObjectSchema, search: Search): Iterable<object> {
  const make = (withOptional: boolean): object => {
    const entries: [string, unknown][] = [];
    for (const { name, schema: part, required } of schema.properties) {
      if (required || withOptional) entries.push([name, best(part, inside(search, name))]);
    }
    if (schema.requiredElsewhere !== undefined || schema.dependentRequired !== undefined) {
      const names = new Set(entries.map(([name]) => name));
      const dependents = Object.entries(schema.dependentRequired ?? {}).flatMap(([name, more]) =>
        names.has(name) ? more : [],
      );
      for (const name of [...(schema.requiredElsewhere ?? []), ...dependents]) {
        if (!names.has(name)) entries.push([name, best(schemaFor(schema, name), inside(search, name))]);
      }
    }
    const known = entries.filter(([, value]) => value !== undefined);
    const others =
      schema.names?.kind === 'enum' ? schema.names.values.filter((value) => typeof value === 'string') : [];
    for (
      let index = 0;
      known.length < (schema.minProperties ?? (isMap(schema) && withOptional ? 1 : 0));
      index++
    ) {
      const name = others[index] ?? `key${index + 1}`;
      const value = best(schemaFor(schema, name), inside(search, name));
      if (value === undefined || index > 50) break;
      known.push([name, value]);
    }
    return Object.fromEntries(known);
  };
  const withOptionalFirst = search.depth < optionalDepth;
  yield make(withOptionalFirst);
  yield make(!withOptionalFirst);
}

function isMap(schema: ObjectSchema): boolean {
  return (
    schema.properties.length === 0 && schema.additional !== undefined && schema.additional.kind !== 'never'
  );
}

function schemaFor(schema: ObjectSchema, name: string): Schema {
  const listed = schema.properties.find((property) => property.name === name);
  const pattern = schema.patterns?.find((each) => new RegExp(each.pattern, 'u').test(name));
  return listed?.schema ?? pattern?.schema ?? schema.additional ?? { kind: 'any' };
}
