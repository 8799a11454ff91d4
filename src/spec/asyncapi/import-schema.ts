import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { toUnicodePattern } from '../unicode-pattern.ts';
import type { SchemaFormat } from './document.ts';
import { type Located, parseRef, placeId, type References } from './references.ts';

/** Copies schemas of documents into the language: 2020-12, with `schemas` for everything that is referred to. */
export interface SchemaImport {
  /** A schema as it stands in `eda.yaml`; undefined: it is no JSON Schema, so that only the document can hold it. */
  copy(located: Located): unknown;
  /** What the copies refer to, by name. */
  readonly schemas: { readonly [name: string]: unknown };
  /** Called last: takes out what the language refuses in schemas as a whole. */
  finish(): void;
}

/** Keywords of 2020-12, in which the language's schemas are written (§ core, validation, applicator). */
const keywords = new Set(
  (
    'type format enum const allOf anyOf oneOf not if then else minLength maxLength pattern contentEncoding ' +
    'contentMediaType contentSchema minimum maximum exclusiveMinimum exclusiveMaximum multipleOf items prefixItems ' +
    'contains minContains maxContains minItems maxItems uniqueItems unevaluatedItems properties required ' +
    'additionalProperties patternProperties propertyNames minProperties maxProperties dependentRequired ' +
    'dependentSchemas dependencies unevaluatedProperties title description default examples deprecated readOnly ' +
    'writeOnly $comment'
  ).split(' '),
);
const mapsOfSchemas = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);
const listsOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const schemas = new Set(
  'not if then else items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);

/** Holds a pattern that the language has no words for: for people to say otherwise, and without effect. */
const unsaidPattern = 'x-pattern';

/** Starts the import of schemas; `formats` tells which are no JSON Schema, by `file#pointer`. */
export function createSchemaImport(
  references: References,
  formats: ReadonlyMap<string, SchemaFormat>,
): SchemaImport {
  const named: { [name: string]: unknown } = {};
  const names = new Map<string, string>();

  const refer = (located: Located): unknown => {
    if (!isMap(located.value) || typeof located.value.$ref !== 'string') return undefined;
    const ref = located.value.$ref;
    const target = parseRef(ref, located.at.file);
    if (target.kind !== 'file') return {};
    if (formats.has(`${target.file}#${target.pointer}`) || target.file.endsWith('.avsc')) return undefined;
    const found = references.follow({ value: { $ref: ref }, at: located.at });
    if (found === undefined) return {};
    const id = placeId(found.at);
    const known = names.get(id);
    if (known !== undefined) return { $ref: `#/schemas/${known}` };
    const name = freeName(found.at, named);
    names.set(id, name);
    named[name] = {};
    named[name] = copySchema(found);
    return { $ref: `#/schemas/${name}` };
  };

  const copySchema = ({ value, at }: Located): unknown => {
    if (!isMap(value)) return value === true || value === false ? value : {};
    if (typeof value.$ref === 'string') return refer({ value, at }) ?? {};
    const copy: { [keyword: string]: unknown } = {};
    for (const [keyword, inner] of Object.entries(value)) {
      if (keyword.startsWith('x-')) copy[keyword] = inner;
      else if (keyword === 'pattern' && typeof inner === 'string') {
        const pattern = toUnicodePattern(inner);
        copy[pattern === undefined ? unsaidPattern : 'pattern'] = pattern ?? inner;
      } else if (keyword === 'patternProperties' && isMap(inner))
        Object.assign(copy, byUnicodePattern(copyMap(inner, placeAt(at, keyword))));
      else if (keyword === 'items' && Array.isArray(inner))
        copy.prefixItems = copyList(inner, placeAt(at, keyword));
      else if (keyword === 'additionalItems' && Array.isArray(value.items))
        copy.items = copySchema({ value: inner, at: placeAt(at, keyword) });
      else if (!keywords.has(keyword)) continue;
      else if (mapsOfSchemas.has(keyword) && isMap(inner))
        copy[keyword] = copyMap(inner, placeAt(at, keyword));
      else if (listsOfSchemas.has(keyword) && Array.isArray(inner))
        copy[keyword] = copyList(inner, placeAt(at, keyword));
      else if (schemas.has(keyword)) copy[keyword] = copySchema({ value: inner, at: placeAt(at, keyword) });
      else copy[keyword] = inner;
    }
    return copy;
  };
  const copyList = (list: readonly unknown[], at: Place): unknown[] =>
    list.map((value, index) => copySchema({ value, at: placeAt(at, index) }));
  const copyMap = (map: { readonly [key: string]: unknown }, at: Place): { [key: string]: unknown } =>
    Object.fromEntries(
      Object.entries(map).map(([key, value]) => [
        key,
        // A list: the names of `dependencies`.
        Array.isArray(value) ? value : copySchema({ value, at: placeAt(at, key) }),
      ]),
    );

  return {
    copy: (located) =>
      isMap(located.value) && typeof located.value.$ref === 'string' ? refer(located) : copySchema(located),
    schemas: named,
    finish: () => {
      for (const [name, schema] of Object.entries(named)) named[name] = withoutKinds(name, schema, named);
    },
  };
}

/**
 * A base type that lists its kinds (`oneOf`), each of which is the base and more (`allOf`), contains itself and nothing
 * else; the base without the list says the same of the kinds.
 */
function withoutKinds(name: string, schema: unknown, named: { readonly [name: string]: unknown }): unknown {
  if (!isMap(schema)) return schema;
  const isKind = (branch: unknown): boolean => {
    const kind =
      isMap(branch) && typeof branch.$ref === 'string'
        ? named[branch.$ref.slice('#/schemas/'.length)]
        : branch;
    return (
      isMap(kind) &&
      Array.isArray(kind.allOf) &&
      kind.allOf.some((part) => isMap(part) && part.$ref === `#/schemas/${name}`)
    );
  };
  const { oneOf, anyOf, ...rest } = schema;
  return {
    ...rest,
    ...(Array.isArray(oneOf) && !oneOf.some(isKind) ? { oneOf } : {}),
    ...(Array.isArray(anyOf) && !anyOf.some(isKind) ? { anyOf } : {}),
  };
}

/** Members by patterns as the language takes them; apart from these, those that it has no words for. */
function byUnicodePattern(members: { readonly [pattern: string]: unknown }): { [keyword: string]: unknown } {
  const said: [string, unknown][] = [];
  const unsaid: [string, unknown][] = [];
  for (const [written, schema] of Object.entries(members)) {
    const pattern = toUnicodePattern(written);
    (pattern === undefined ? unsaid : said).push([pattern ?? written, schema]);
  }
  return {
    patternProperties: Object.fromEntries(said),
    ...(unsaid.length === 0 ? {} : { 'x-patternProperties': Object.fromEntries(unsaid) }),
  };
}

/** PascalCase of the last step that says something; longer where that is taken. */
function freeName({ file, path }: Place, taken: { readonly [name: string]: unknown }): string {
  const stem = (file.split('/').at(-1) ?? file).replace(/\.[a-z]+$/i, '');
  const steps = [stem, ...path.map(String).filter((step) => !passedOver.has(step))];
  for (let from = steps.length - 1; from >= 0; from--) {
    const name = pascal(steps.slice(from).join('-'));
    if (name !== '' && !Object.hasOwn(taken, name)) return name;
  }
  for (let count = 2; ; count++) {
    const name = `${pascal(steps.join('-'))}${count}`;
    if (!Object.hasOwn(taken, name)) return name;
  }
}

const passedOver = new Set(
  'components schemas messages channels properties payload headers definitions $defs allOf oneOf anyOf items message'.split(
    ' ',
  ),
);

function pascal(text: string): string {
  const words = text.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^[0-9]/.test(joined) ? `S${joined}` : joined;
}
