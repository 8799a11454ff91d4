import { isMap } from '../../is-map.ts';
import { mapIn, mapMembers, type Values } from './values.ts';

/** What a component of a document is called in the language: `#/schemas/Name`, or a file. */
export type RefTarget = (key: string) => string;

const single = new Set([
  ...['additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
]);
const lists = new Set(['allOf', 'anyOf', 'oneOf']);
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/** A schema of a document of ours, back in the words of JSON Schema 2020-12 and with the language's references. */
export function readSchemaWords(schema: unknown, target: RefTarget): unknown {
  const read = (value: unknown): unknown => readSchemaWords(value, target);
  if (!isMap(schema)) return schema;
  const isTuple = Array.isArray(schema.items);
  const entries: [string, unknown][] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'items') {
      entries.push(isTuple ? ['prefixItems', each(value, read)] : ['items', read(value)]);
    } else if (keyword === 'additionalItems') entries.push(['items', read(value)]);
    else if (keyword === '$ref') entries.push([keyword, refTarget(value, target)]);
    else if (keyword === 'dependencies') entries.push(...dependenciesOf(value, read));
    else if (single.has(keyword)) entries.push([keyword, read(value)]);
    else if (lists.has(keyword)) entries.push([keyword, each(value, read)]);
    else if (maps.has(keyword)) entries.push([keyword, mapMembers(value, read)]);
    else if (keyword !== 'x-eda') entries.push([keyword, value]);
  }
  const words = Object.fromEntries(entries);
  return mapIn(schema['x-eda']).ref === 'beside' ? besideRef(words) : words;
}

function each(value: unknown, read: (value: unknown) => unknown): unknown {
  return Array.isArray(value) ? value.map(read) : value;
}

function refTarget(value: unknown, target: RefTarget): unknown {
  const key = typeof value === 'string' ? /^#\/components\/schemas\/([^/]+)$/.exec(value)?.[1] : undefined;
  return key === undefined ? value : target(key);
}

function dependenciesOf(value: unknown, read: (value: unknown) => unknown): [string, unknown][] {
  const entries = Object.entries(mapIn(value));
  const required = entries.filter(([, member]) => Array.isArray(member));
  const schemas = entries.filter(([, member]) => !Array.isArray(member));
  const found: [string, unknown][] = [];
  if (required.length > 0) found.push(['dependentRequired', Object.fromEntries(required)]);
  if (schemas.length > 0)
    found.push([
      'dependentSchemas',
      Object.fromEntries(schemas.map(([name, member]) => [name, read(member)])),
    ]);
  return found;
}

/** The first of `allOf` stood as a `$ref` beside the others. */
function besideRef({ allOf, ...others }: Values): Values {
  const [first, ...rest] = Array.isArray(allOf) ? (allOf as unknown[]) : [];
  return { ...mapIn(first), ...others, ...(rest.length === 0 ? {} : { allOf: rest }) };
}
