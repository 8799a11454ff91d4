import { isObject } from '../model/json-value.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * A JSON Schema 2020-12 in the words of AsyncAPI 3.0's own schemas, which are a superset of draft-07: tuples are lists
 * of `items`, dependencies one keyword, and what stood beside a `$ref` goes below `allOf`, since draft-07 passes over
 * it. `x-eda` says so where the schema alone would not tell. Keywords that draft-07 lacks (`unevaluated…`,
 * `minContains`, `maxContains`) stay: tools of draft-07 pass over them.
 */
export function printAsyncApiSchema(schema: JsonSchema): JsonSchema {
  return wordsOf(schema) as JsonSchema;
}

const single = new Set(['additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else']);
const lists = new Set(['allOf', 'anyOf', 'oneOf']);
const maps = new Set(['properties', 'patternProperties']);
const unevaluated = new Set(['unevaluatedProperties', 'unevaluatedItems']);
const dependent = ['dependentRequired', 'dependentSchemas'];

function wordsOf(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const { prefixItems } = schema;
  const entries: [string, unknown][] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'prefixItems') entries.push(['items', listOf(value)]);
    else if (keyword === 'items') {
      entries.push([prefixItems === undefined ? 'items' : 'additionalItems', wordsOf(value)]);
    } else if (keyword === 'dependentSchemas') entries.push([keyword, mapOf(value)]);
    else if (single.has(keyword) || unevaluated.has(keyword)) entries.push([keyword, wordsOf(value)]);
    else if (lists.has(keyword)) entries.push([keyword, listOf(value)]);
    else if (maps.has(keyword)) entries.push([keyword, mapOf(value)]);
    else entries.push([keyword, value]);
  }
  return apartFromRef(Object.fromEntries(oneDependency(entries)));
}

function listOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map(wordsOf) : value;
}

function mapOf(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, wordsOf(each)]))
    : value;
}

/** Both kinds as `dependencies`, unless one property has both. */
function oneDependency(entries: [string, unknown][]): [string, unknown][] {
  const parts = entries.filter(([keyword]) => dependent.includes(keyword));
  const names = parts.flatMap(([, value]) => (isObject(value) ? Object.keys(value) : []));
  if (parts.length === 0 || new Set(names).size < names.length) return entries;
  const merged = Object.fromEntries(
    parts.flatMap(([, value]) => (isObject(value) ? Object.entries(value) : [])),
  );
  return [...entries.filter(([keyword]) => !dependent.includes(keyword)), ['dependencies', merged]];
}

function apartFromRef(schema: { readonly [keyword: string]: unknown }): object {
  const { $ref, allOf, ...siblings } = schema;
  if ($ref === undefined || Object.keys(schema).length === 1) return schema;
  const others: readonly unknown[] = Array.isArray(allOf) ? allOf : [];
  return { allOf: [{ $ref }, ...others], ...siblings, 'x-eda': { ref: 'beside' } };
}
