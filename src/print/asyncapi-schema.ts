import { isObject } from '../model/json-value.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * A JSON Schema 2020-12 in the words of AsyncAPI 3.0's own schemas, which are a superset of draft-07: tuples are lists
 * of `items`, dependencies one keyword, and what stood beside a `$ref` goes below `allOf`, since draft-07 passes over
 * it. `x-eda` says so where the schema alone would not tell. Keywords that draft-07 lacks (`unevaluated…`,
 * `minContains`, `maxContains`) stay: tools of draft-07 pass over them. What needs no other words is not copied.
 */
export function printAsyncApiSchema(schema: JsonSchema): JsonSchema {
  return wordsOf(schema, { 'x-eda': { ref: 'beside' } }) as JsonSchema;
}

/**
 * A JSON Schema 2020-12 in the words of draft-07, for tools that know no later one; undefined where it says what
 * draft-07 cannot say. References stay: they are pointers into `$defs`.
 */
export function printDraft07(schema: JsonSchema): JsonSchema | undefined {
  const words = wordsOf(schema, {}) as JsonSchema;
  const later =
    /"(unevaluated(Items|Properties)|(min|max)Contains|dependent(Required|Schemas)|prefixItems)":/;
  return later.test(JSON.stringify(words)) ? undefined : words;
}

interface Keywords {
  readonly [keyword: string]: unknown;
}

const single = new Set([
  ...['items', 'additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
]);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs']);

/** @param mark what stands in a schema whose `$ref` had something beside it */
function wordsOf(schema: unknown, mark: Keywords): unknown {
  if (!isObject(schema)) return schema;
  let words: Keywords = schema;
  for (const keyword in schema) {
    const value = schema[keyword];
    const inside = single.has(keyword)
      ? wordsOf(value, mark)
      : lists.has(keyword)
        ? listOf(value, mark)
        : maps.has(keyword)
          ? mapOf(value, mark)
          : value;
    if (inside !== value) words = { ...words, [keyword]: inside };
  }
  if (words.prefixItems !== undefined) words = asTuple(words);
  if (words.dependentRequired !== undefined || words.dependentSchemas !== undefined)
    words = withDependencies(words);
  return words.$ref === undefined ? words : apartFromRef(words, mark);
}

function listOf(value: unknown, mark: Keywords): unknown {
  if (!Array.isArray(value)) return value;
  const words = value.map((each: unknown) => wordsOf(each, mark));
  return words.some((each, index) => each !== value[index]) ? words : value;
}

function mapOf(value: unknown, mark: Keywords): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, wordsOf(each, mark)] as const);
  return entries.some(([name, each]) => each !== value[name]) ? Object.fromEntries(entries) : value;
}

function asTuple({ prefixItems, items, ...others }: Keywords): Keywords {
  return { ...others, items: prefixItems, ...(items === undefined ? {} : { additionalItems: items }) };
}

/** Both kinds as `dependencies`, unless one property has both. */
function withDependencies(words: Keywords): Keywords {
  const { dependentRequired, dependentSchemas, ...others } = words;
  const entries = [dependentRequired, dependentSchemas].flatMap((each) =>
    isObject(each) ? Object.entries(each) : [],
  );
  if (new Set(entries.map(([name]) => name)).size < entries.length) return words;
  return { ...others, dependencies: Object.fromEntries(entries) };
}

function apartFromRef(schema: Keywords, mark: Keywords): Keywords {
  const { $ref, allOf, ...siblings } = schema;
  if (Object.keys(schema).length === 1) return schema;
  const others: readonly unknown[] = Array.isArray(allOf) ? allOf : [];
  return { allOf: [{ $ref }, ...others], ...siblings, ...mark };
}
