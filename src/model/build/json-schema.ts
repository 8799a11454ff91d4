import type { Place } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { booleanMeant } from '../../spec/eda/shape/boolean-meant.ts';
import { isMap } from '../../spec/is-map.ts';
import { isSameList } from '../../spec/is-same-list.ts';
import { patternError, toUnicodePattern } from '../../spec/unicode-pattern.ts';
import type {
  Annotations,
  ArraySchema,
  NumberSchema,
  ObjectSchema,
  Property,
  Schema,
  StringSchema,
} from '../schema.ts';
import type { Report } from './report.ts';
import {
  foreignKeywords,
  groupOf,
  type KeywordGroup,
  type SchemaType,
  schemaTypes,
} from './schema-keywords.ts';

export interface Dialect {
  /** Else 2020-12. */
  readonly draft07: boolean;
  /** AsyncAPI documents may hold keywords of their tools; what can only be a slip is a warning. */
  readonly lenient: boolean;
}

/** What reading one JSON Schema needs to know of its surroundings. */
export interface JsonSchemaContext {
  readonly file: string;
  readonly dialect: Dialect;
  readonly report: Report;
  /** Id of what a `$ref` leads to, or undefined after having reported why it leads nowhere. */
  resolveRef(ref: string, at: Place): string | undefined;
}

type Json = { readonly [keyword: string]: unknown };

/**
 * Reads a JSON Schema into the union. Faults (unknown keywords, values of the wrong kind, patterns that don't
 * compile) are reported at their keyword, once each; what is at fault is left out.
 */
export function readJsonSchema(
  value: unknown,
  path: readonly (string | number)[],
  context: JsonSchemaContext,
): Schema {
  if (!isMap(value) || !seen.has(value)) {
    if (isMap(value)) seen.add(value);
    return createReader(context, [...path])(value);
  }
  return readAgain(value, path, context);
}

/** Values that were read: those that come again are kept between passes (`parse-memory.ts`), and worth remembering. */
const seen = new WeakSet<object>();

/** Reads a value that never changes once more: not at all where it was without fault, and leads to the same places. */
function readAgain(value: Json, path: readonly (string | number)[], context: JsonSchemaContext): Schema {
  const { file, dialect } = context;
  const position = [file, dialect.draft07, dialect.lenient, ...path];
  const known = readBefore.get(value);
  if (
    known !== undefined &&
    isSameList(known.position, position) &&
    known.refs.every(({ ref, at, id }) => context.resolveRef(ref, at) === id)
  )
    return known.schema;
  const refs: Reading['refs'][number][] = [];
  let isClean = true;
  const noted: JsonSchemaContext = {
    ...context,
    report: (diagnostic) => {
      isClean = false;
      context.report(diagnostic);
    },
    resolveRef: (ref, at) => {
      const id = context.resolveRef(ref, at);
      if (id === undefined) isClean = false;
      else refs.push({ ref, at, id });
      return id;
    },
  };
  const schema = createReader(noted, [...path])(value);
  if (isClean) readBefore.set(value, { position, refs, schema });
  return schema;
}

/** A schema that was read without a fault, and what that depended on beside its own value. */
interface Reading {
  readonly position: readonly (string | number | boolean)[];
  readonly refs: readonly { readonly ref: string; readonly at: Place; readonly id: string }[];
  readonly schema: Schema;
}

const readBefore = new WeakMap<object, Reading>();

function createReader(context: JsonSchemaContext, path: (string | number)[]): (value: unknown) => Schema {
  const { report } = context;
  const place = (...steps: (string | number)[]): Place => ({ file: context.file, path: path.concat(steps) });
  const fault = (keyword: string, message: string, help?: string): undefined => {
    report({
      code: 'schema-value',
      severity: 'error',
      message,
      ...(help === undefined ? {} : { help }),
      at: place(keyword),
    });
    return undefined;
  };

  const child = (value: unknown, ...steps: (string | number)[]): Schema => {
    path.push(...steps);
    const schema = read(value);
    path.length -= steps.length;
    return schema;
  };
  const optionalChild = (json: Json, keyword: string): Schema | undefined => {
    const value = json[keyword];
    return value === undefined ? undefined : child(value, keyword);
  };
  const children = (json: Json, keyword: string): Schema[] => {
    const list = json[keyword];
    if (!Array.isArray(list) || list.length === 0) {
      fault(keyword, `${keyword} takes a list of schemas`);
      return [];
    }
    return list.map((item, index) => child(item, keyword, index));
  };
  const eachByName = (json: Json, keyword: string, take: (name: string, schema: Schema) => void): void => {
    const map = json[keyword];
    if (!isMap(map)) {
      fault(keyword, `${keyword} takes a map of schemas`);
      return;
    }
    for (const name in map) take(name, child(map[name], keyword, name));
  };
  const count = (json: Json, keyword: string): number | undefined => {
    const value = json[keyword];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    return fault(keyword, `${keyword}: ${show(value)} is not a whole number from 0`);
  };
  const numeric = (json: Json, keyword: string): number | undefined => {
    const value = json[keyword];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return fault(keyword, `${keyword}: ${show(value)} is not a number`);
  };
  const flag = (json: Json, keyword: string): boolean | undefined => {
    const value = json[keyword];
    if (value === undefined || typeof value === 'boolean') return value;
    return fault(keyword, `${keyword}: ${show(value)} is not true or false`, helpForBoolean(value));
  };
  const text = (json: Json, keyword: string): string | undefined => {
    const value = json[keyword];
    if (value === undefined) return undefined;
    return typeof value === 'string' ? value : fault(keyword, `${keyword}: ${show(value)} is not a text`);
  };
  const names = (value: unknown, keyword: string): readonly string[] | undefined => {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return fault(
      keyword,
      `${keyword} takes a list of property names`,
      keyword === 'required' && typeof value === 'boolean'
        ? 'list the required properties beside `properties`: required: [name]'
        : undefined,
    );
  };

  const read = (value: unknown): Schema => {
    if (value === true) return { kind: 'any' };
    if (value === false) return { kind: 'never' };
    if (!isMap(value)) {
      report({
        code: 'schema-value',
        severity: 'error',
        message: `${show(value)} is not a schema`,
        help:
          typeof value === 'string' && isType(value)
            ? `write { type: ${value} }`
            : (helpForBoolean(value) ?? 'a schema is a map of keywords, true or false'),
        at: place(),
      });
      return { kind: 'any' };
    }
    return readKeywords(value);
  };

  const readKeywords = (json: Json): Schema => {
    const found: Found = {
      string: false,
      number: false,
      array: false,
      object: false,
      core: false,
      any: false,
      note: false,
    };
    for (const keyword in json) {
      const group = groupOf(keyword);
      if (group !== undefined) found[group] = true;
      else if (keyword.startsWith('x-')) found.note = true;
      else if (!context.dialect.lenient) reportUnknown(keyword);
      else if (looksLikeProperty(json, keyword)) reportStrayProperty(keyword);
    }
    if (context.dialect.lenient && typeof json.discriminator === 'string') checkDiscriminator(json);
    const note = found.note ? readNote(json) : undefined;
    if (json.$ref !== undefined) return readRef(json, found, note);
    return annotate(readAssertions(json, found), note);
  };

  const readRef = (json: Json, found: Found, note: Annotations | undefined): Schema => {
    const ref = json.$ref;
    if (typeof ref !== 'string') {
      fault('$ref', `$ref: ${show(ref)} is not a text`);
      return annotate({ kind: 'any' }, note);
    }
    const id = context.resolveRef(ref, place('$ref'));
    const target: Schema = id === undefined ? { kind: 'any', unresolved: true } : { kind: 'ref', id };
    const { $ref: _, ...siblings } = json;
    const constrains = Object.keys(siblings).some((keyword) => (groupOf(keyword) ?? 'note') !== 'note');
    if (!constrains) return annotate(target, note);
    if (context.dialect.draft07) {
      report({
        code: 'ref-siblings',
        severity: 'warning',
        message: `draft-07 ignores what stands beside $ref: ${Object.keys(siblings).join(', ')}`,
        help: 'put both into allOf, or declare $schema 2020-12',
        at: place('$ref'),
      });
      return annotate(target, note);
    }
    const rest = readAssertions(siblings, found);
    const parts = rest.kind === 'intersection' && rest.merged ? rest.of : [rest];
    return annotate({ kind: 'intersection', merged: true, of: [target, ...parts] }, note);
  };

  const readAssertions = (json: Json, found: Found): Schema => {
    if (isType(json.type) && !found.any) {
      reportMisplaced(json, found, [json.type]);
      return readType(json.type, json);
    }
    const parts: Schema[] = [];
    const types = typesOf(json);
    if (types === undefined) {
      if (found.object) parts.push({ ...readObject(json), loose: true });
      if (found.array) {
        const array: ArraySchema = { ...readArray(json), loose: true };
        // `uniqueItems: false` alone says nothing.
        if (Object.keys(array).length > 2) parts.push(array);
      }
      const numeric = typeof json.format === 'string' && numberFormats.has(json.format);
      if (found.string || (json.format !== undefined && !numeric))
        parts.push({ ...readString(json), loose: true });
      if (found.number || numeric) parts.push({ ...readNumber(json, false), loose: true });
    } else if (types.length === 1) {
      parts.push(readType(types[0] ?? 'object', json));
      reportMisplaced(json, found, types);
    } else if (types.length > 1) {
      parts.push({ kind: 'union', rule: 'types', of: types.map((type) => readType(type, json)) });
      reportMisplaced(json, found, types);
    }
    if (found.any) readCombinators(json, parts, types);
    if (parts.length === 0) return { kind: 'any' };
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return { kind: 'intersection', merged: true, of: parts };
  };

  const readCombinators = (json: Json, parts: Schema[], types: readonly SchemaType[] | undefined): void => {
    const values = readEnum(json);
    if (values !== undefined) {
      // `type: string` beside an enum of strings adds nothing: the enum alone says it all.
      const bare = parts.length === 1 && Object.keys(parts[0] ?? {}).every((key) => plainKeys.has(key));
      const fits =
        types !== undefined && values.values.every((value) => types.some((type) => isOfType(value, type)));
      if (bare && fits) parts.length = 0;
      parts.push(values);
    }
    if (json.allOf !== undefined)
      parts.push({ kind: 'intersection', merged: false, of: children(json, 'allOf') });
    if (json.anyOf !== undefined) parts.push({ kind: 'union', rule: 'any', of: children(json, 'anyOf') });
    if (json.oneOf !== undefined) parts.push({ kind: 'union', rule: 'one', of: children(json, 'oneOf') });
    if (json.not !== undefined) parts.push({ kind: 'not', schema: child(json.not, 'not') });
    if (json.if !== undefined) {
      parts.push({
        kind: 'conditional',
        if: child(json.if, 'if'),
        ...(json.then === undefined ? {} : { then: child(json.then, 'then') }),
        ...(json.else === undefined ? {} : { else: child(json.else, 'else') }),
      });
    }
  };

  const readEnum = (json: Json): Extract<Schema, { kind: 'enum' }> | undefined => {
    if (json.const !== undefined) return { kind: 'enum', values: [json.const], single: true };
    const values = json.enum;
    if (values === undefined) return undefined;
    if (Array.isArray(values) && values.length > 0) return { kind: 'enum', values };
    return fault('enum', 'enum takes a list of at least one value');
  };

  const typesOf = (json: Json): SchemaType[] | undefined => {
    const type = json.type;
    if (type === undefined) return undefined;
    const list = Array.isArray(type) ? type : [type];
    const known: SchemaType[] = [];
    for (const item of list) {
      if (isType(item)) known.push(item);
      else if (item === null) fault('type', 'type: null is no text', "quote it: type: 'null'");
      else {
        const word = String(item);
        fault(
          'type',
          `type: ${show(item)} is not one of ${schemaTypes.join(', ')}`,
          foreignTypes.get(word.toLowerCase()) ??
            (didYouMean(word, schemaTypes).replace(/^; d/, 'D') || undefined),
        );
        return undefined;
      }
    }
    return known.length === 0 ? undefined : known;
  };

  const readType = (type: SchemaType, json: Json): Schema => {
    switch (type) {
      case 'object':
        return readObject(json);
      case 'array':
        return readArray(json);
      case 'string':
        return readString(json);
      case 'number':
      case 'integer':
        return readNumber(json, type === 'integer');
      case 'boolean':
        return { kind: 'boolean' };
      case 'null':
        return { kind: 'null' };
    }
  };

  /** A pattern with the u flag; what is one without it is said again in a document, and a fault elsewhere. */
  const readPattern = (written: string, keyword: 'pattern' | 'patternProperties'): string | undefined => {
    const error = patternError(written, 'u');
    if (error === undefined) return written;
    const said = toUnicodePattern(written);
    if (context.dialect.lenient) {
      if (said !== undefined) return said;
      if (patternError(written, '') === undefined) {
        report({
          code: 'schema-pattern',
          severity: 'info',
          message: `pattern ${show(written)} is a regular expression without the u flag alone: nothing is held to it`,
          help: 'JSON Schema recommends the u flag; with it, only special characters may be escaped',
          at: place(keyword),
        });
        return undefined;
      }
    }
    report({
      code: 'schema-pattern',
      severity: 'error',
      message: `pattern ${show(written)} is not a regular expression: ${error}`,
      help:
        said === undefined
          ? 'patterns are ECMAScript with the u flag: only special characters may be escaped'
          : `patterns are ECMAScript with the u flag: write ${said}`,
      at: place(keyword),
    });
    return undefined;
  };

  const readString = (json: Json): StringSchema => {
    const written = text(json, 'pattern');
    const pattern = written === undefined ? undefined : readPattern(written, 'pattern');
    const schema: Draft<StringSchema> = { kind: 'string' };
    give(schema, 'minLength', count(json, 'minLength'));
    give(schema, 'maxLength', count(json, 'maxLength'));
    give(schema, 'pattern', pattern);
    give(schema, 'format', text(json, 'format'));
    give(schema, 'contentEncoding', text(json, 'contentEncoding'));
    give(schema, 'contentMediaType', text(json, 'contentMediaType'));
    return schema;
  };

  const readNumber = (json: Json, integer: boolean): NumberSchema => {
    const multipleOf = numeric(json, 'multipleOf');
    if (multipleOf !== undefined && multipleOf <= 0)
      fault('multipleOf', `multipleOf: ${multipleOf} is not above 0`);
    const schema: Draft<NumberSchema> = { kind: 'number', integer };
    give(schema, 'minimum', numeric(json, 'minimum'));
    give(schema, 'maximum', numeric(json, 'maximum'));
    give(schema, 'exclusiveMinimum', numeric(json, 'exclusiveMinimum'));
    give(schema, 'exclusiveMaximum', numeric(json, 'exclusiveMaximum'));
    give(schema, 'multipleOf', multipleOf !== undefined && multipleOf > 0 ? multipleOf : undefined);
    give(schema, 'format', text(json, 'format'));
    return schema;
  };

  const readArray = (json: Json): ArraySchema => {
    const items = json.items;
    const prefix = Array.isArray(items)
      ? children(json, 'items')
      : json.prefixItems === undefined
        ? undefined
        : children(json, 'prefixItems');
    const rest = Array.isArray(items) ? json.additionalItems : items;
    const restKeyword = Array.isArray(items) ? 'additionalItems' : 'items';
    if (Array.isArray(items) && !context.dialect.draft07) {
      fault('items', 'items takes one schema', 'write `prefixItems` for a list of positions');
    }
    const unique = flag(json, 'uniqueItems');
    const schema: Draft<ArraySchema> = { kind: 'array' };
    give(schema, 'prefix', prefix);
    if (rest !== undefined) schema.items = child(rest, restKeyword);
    give(schema, 'minItems', count(json, 'minItems'));
    give(schema, 'maxItems', count(json, 'maxItems'));
    if (unique === true) schema.unique = true;
    give(schema, 'contains', optionalChild(json, 'contains'));
    give(schema, 'minContains', count(json, 'minContains'));
    give(schema, 'maxContains', count(json, 'maxContains'));
    give(schema, 'unevaluated', optionalChild(json, 'unevaluatedItems'));
    return schema;
  };

  const readObject = (json: Json): ObjectSchema => {
    const required = new Set(json.required === undefined ? [] : (names(json.required, 'required') ?? []));
    const properties: Property[] = [];
    if (json.properties !== undefined) {
      eachByName(json, 'properties', (name, schema) => {
        properties.push({ name, schema, required: required.delete(name) });
      });
    }
    const patterns: { pattern: string; schema: Schema }[] = [];
    if (json.patternProperties !== undefined) {
      eachByName(json, 'patternProperties', (pattern, schema) => {
        const read = readPattern(pattern, 'patternProperties');
        if (read !== undefined) patterns.push({ pattern: read, schema });
      });
    }
    const schema: Draft<ObjectSchema> = { kind: 'object', properties };
    if (required.size > 0) schema.requiredElsewhere = [...required];
    give(schema, 'additional', optionalChild(json, 'additionalProperties'));
    if (json.patternProperties !== undefined) schema.patterns = patterns;
    give(schema, 'names', optionalChild(json, 'propertyNames'));
    give(schema, 'minProperties', count(json, 'minProperties'));
    give(schema, 'maxProperties', count(json, 'maxProperties'));
    addDependencies(schema, json);
    give(schema, 'unevaluated', optionalChild(json, 'unevaluatedProperties'));
    return schema;
  };

  const addDependencies = (schema: Draft<ObjectSchema>, json: Json): void => {
    // Without a prototype: a property may be called `__proto__`.
    const required: { [name: string]: readonly string[] } = Object.create(null);
    const schemas: { [name: string]: Schema } = Object.create(null);
    for (const keyword of dependencyKeywords) {
      const map = json[keyword];
      if (map === undefined) continue;
      if (!isMap(map)) {
        fault(keyword, `${keyword} takes a map`);
        continue;
      }
      for (const [name, value] of Object.entries(map)) {
        if (keyword === 'dependentRequired' || (keyword === 'dependencies' && Array.isArray(value))) {
          required[name] = names(value, keyword) ?? [];
        } else schemas[name] = child(value, keyword, name);
      }
    }
    if (Object.keys(required).length > 0) schema.dependentRequired = required;
    if (Object.keys(schemas).length > 0) schema.dependentSchemas = schemas;
  };

  const readNote = (json: Json): Annotations | undefined => {
    const extensions: { [keyword: string]: unknown } = {};
    for (const keyword in json) {
      if (keyword.startsWith('x-') && keyword !== 'x-personal-data') extensions[keyword] = json[keyword];
      else if (unreadTexts.has(keyword)) text(json, keyword);
    }
    const note: Draft<Annotations> = {};
    give(note, 'title', text(json, 'title'));
    give(note, 'description', text(json, 'description'));
    give(note, 'default', json.default);
    if (Array.isArray(json.examples)) note.examples = json.examples;
    else if (json.examples !== undefined)
      fault(
        'examples',
        'examples takes a list of values',
        isMap(json.examples) ? 'names of examples are not for schemas: write the values alone' : undefined,
      );
    for (const keyword of ['deprecated', 'readOnly', 'writeOnly'] as const) {
      if (flag(json, keyword) === true) note[keyword] = true;
    }
    give(note, 'personalData', flag(json, 'x-personal-data'));
    if (Object.keys(extensions).length > 0) note.extensions = extensions;
    return Object.keys(note).length === 0 ? undefined : note;
  };

  const reportUnknown = (keyword: string): void => {
    const help = foreignKeywords.get(keyword);
    report({
      code: 'unknown-key',
      severity: 'error',
      message: `${keyword} is not a keyword of JSON Schema${help === undefined ? didYouMean(keyword, allKeywords) : ''}`,
      help: help ?? 'own keywords begin with x-',
      at: { ...place(keyword), on: 'key' },
    });
  };

  /** asyncapi.com/docs/reference/specification, §Schema Object: it names a required property. */
  const checkDiscriminator = (json: Json): void => {
    if (Array.isArray(json.required) && json.required.includes(json.discriminator)) return;
    if (json.properties === undefined) return;
    report({
      code: 'schema-value',
      severity: 'warning',
      message: `discriminator: ${show(json.discriminator)} is not among the required properties`,
      help: 'only a property that is always there can tell the kinds apart',
      at: place('discriminator'),
    });
  };

  const reportStrayProperty = (keyword: string): void => {
    report({
      code: 'unknown-key',
      severity: 'warning',
      message: `${keyword} is not a keyword of JSON Schema, so nothing is said of it`,
      help: 'if it is a property, it stands under `properties`',
      at: { ...place(keyword), on: 'key' },
    });
  };

  /** A keyword that can never matter beside this `type` is a slip of the pen. */
  const reportMisplaced = (json: Json, found: Found, types: readonly SchemaType[]): void => {
    for (const group of typedGroups) {
      if (!found[group] || types.some((type) => group === (type === 'integer' ? 'number' : type))) continue;
      const keyword = Object.keys(json).find((name) => groupOf(name) === group) ?? '';
      report({
        code: 'schema-keyword-type',
        severity: 'warning',
        message: `${keyword} says nothing about a value of type ${types.join(' or ')}`,
        help: `it belongs to type ${group}`,
        at: { ...place(keyword), on: 'key' },
      });
    }
  };

  return read;
}

/** Which groups of keywords a schema has. */
type Found = { [Group in KeywordGroup]: boolean };

/** Formats that speak of numbers (OpenAPI format registry); all others speak of texts. */
const numberFormats = new Set(['int8', 'int16', 'int32', 'int64', 'uint8', 'float', 'double', 'decimal']);

/** The groups whose keywords speak of values of one type. */
const typedGroups = ['string', 'number', 'array', 'object'] as const;

const dependencyKeywords = ['dependentRequired', 'dependentSchemas', 'dependencies'] as const;

const plainKeys = new Set(['kind', 'integer', 'properties']);

const allKeywords = [
  'type properties required items enum const format pattern minLength maxLength minimum maximum exclusiveMinimum',
  'exclusiveMaximum multipleOf minItems maxItems uniqueItems additionalProperties patternProperties propertyNames',
  'minProperties maxProperties allOf anyOf oneOf not if then else title description default examples deprecated',
  '$ref $defs $id $schema $comment prefixItems contains readOnly writeOnly',
].flatMap((line) => line.split(' '));

const foreignTypes: ReadonlyMap<string, string> = new Map([
  ['int', 'write integer'],
  ['long', 'write integer'],
  ['float', 'write number'],
  ['double', 'write number'],
  ['decimal', 'write number, or a string for exact amounts'],
  ['bool', 'write boolean'],
  ['date', 'write { type: string, format: date }'],
  ['datetime', 'write { type: string, format: date-time }'],
  ['timestamp', 'write { type: string, format: date-time }'],
  ['uuid', 'write { type: string, format: uuid }'],
  ['text', 'write string'],
  ['list', 'write array'],
  ['map', 'write object'],
  ['any', 'leave type away'],
]);

function annotate(schema: Schema, note: Annotations | undefined): Schema {
  return note === undefined ? schema : { ...schema, note };
}

/** A part of the model while it is made. */
type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** Keywords that nothing follows from, and that take texts all the same. */
const unreadTexts: ReadonlySet<string> = new Set(['$schema', '$id', '$anchor', '$comment']);

/** Sets an optional member where there is a value; a spread for each member would be most of the work of reading. */
function give<T, K extends keyof T>(draft: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) draft[key] = value;
}

function isType(value: unknown): value is SchemaType {
  return schemaTypes.some((type) => type === value);
}

function isOfType(value: unknown, type: SchemaType): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isMap(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** An object schema whose members stand beside `type` instead of under `properties`. */
function looksLikeProperty(json: Json, keyword: string): boolean {
  const value = json[keyword];
  if (!isMap(value) || foreignKeywords.has(keyword) || keyword === 'externalDocs' || keyword === 'xml')
    return false;
  return json.type === 'object' && (typeof value.$ref === 'string' || isType(value.type));
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** For `yes`, `off` and the like, which are texts in YAML 1.2. */
function helpForBoolean(value: unknown): string | undefined {
  const meant = typeof value === 'string' ? booleanMeant(value) : undefined;
  return meant === undefined ? undefined : `write \`${meant}\``;
}
