import type {
  Annotations,
  ArraySchema,
  EnumSchema,
  NumberSchema,
  ObjectSchema,
  Schema,
  StringSchema,
  UnionSchema,
} from '../model/schema.ts';

/** A JSON Schema of the 2020-12 dialect: an object of keywords, or `false`. */
export type JsonSchema = false | { [keyword: string]: unknown };

export interface JsonSchemaContext {
  /** The `$ref` that leads to a named schema. */
  refTo(id: string): string;
}

/** The schema as JSON Schema 2020-12, annotations included: the inverse of reading it. */
export function printJsonSchema(schema: Schema, context: JsonSchemaContext): JsonSchema {
  const keywords = keywordsOf(schema, context);
  if (keywords === false) return hasNote(schema) ? { not: {}, ...noteKeywords(schema.note ?? {}) } : false;
  return { ...keywords, ...noteKeywords(schema.note ?? {}) };
}

/**
 * A schema with all that it refers to, in one JSON Schema: referenced schemas stand under `$defs` by the name that
 * `typeName` gives them.
 */
export function printBundledJsonSchema(
  schema: Schema,
  context: { typeName(id: string): string; schemaOf(id: string): Schema | undefined },
): JsonSchema {
  const pending: string[] = [];
  const seen = new Set<string>();
  const refTo = (id: string): string => {
    if (!seen.has(id)) {
      seen.add(id);
      pending.push(id);
    }
    return `#/$defs/${context.typeName(id)}`;
  };
  const root = printJsonSchema(schema, { refTo });
  const definitions: [string, JsonSchema][] = [];
  for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
    const target = context.schemaOf(id);
    if (target !== undefined) definitions.push([context.typeName(id), printJsonSchema(target, { refTo })]);
  }
  if (definitions.length === 0) return root;
  return { ...(root === false ? { not: {} } : root), $defs: Object.fromEntries(definitions) };
}

function hasNote({ note }: Schema): boolean {
  return note !== undefined && Object.keys(note).length > 0;
}

function noteKeywords({ personalData, extensions, ...note }: Annotations): { [keyword: string]: unknown } {
  return {
    ...note,
    ...(personalData === undefined ? {} : { 'x-personal-data': personalData }),
    ...extensions,
  };
}

function keywordsOf(schema: Schema, context: JsonSchemaContext): JsonSchema {
  switch (schema.kind) {
    case 'any':
      return {};
    case 'never':
      return false;
    case 'ref':
      return { $ref: context.refTo(schema.id) };
    case 'string':
      return stringKeywords(schema);
    case 'number':
      return numberKeywords(schema);
    case 'boolean':
    case 'null':
      return { type: schema.kind };
    case 'enum':
      return enumKeywords(schema);
    case 'array':
      return arrayKeywords(schema, context);
    case 'object':
      return objectKeywords(schema, context);
    case 'union':
      return unionKeywords(schema, context);
    case 'intersection':
      return schema.merged
        ? merge(schema.of.map((part) => printJsonSchema(part, context)))
        : { allOf: schema.of.map((part) => printJsonSchema(part, context)) };
    case 'not':
      return { not: printJsonSchema(schema.schema, context) };
    case 'conditional':
      return defined({
        if: printJsonSchema(schema.if, context),
        then: schema.then && printJsonSchema(schema.then, context),
        else: schema.else && printJsonSchema(schema.else, context),
      });
  }
}

function stringKeywords({ kind, loose, note: _, ...rest }: StringSchema): JsonSchema {
  return { ...(loose === true ? {} : { type: kind }), ...rest };
}

/** `integer` has no keyword but the type: without one it is a number that is a multiple of 1. */
function numberKeywords({ kind, integer, loose, note: _, ...rest }: NumberSchema): JsonSchema {
  if (loose !== true) return { type: integer ? 'integer' : kind, ...rest };
  if (!integer) return { ...rest };
  return rest.multipleOf === undefined ? { ...rest, multipleOf: 1 } : { ...rest, allOf: [{ multipleOf: 1 }] };
}

function enumKeywords({ values, single }: EnumSchema): JsonSchema {
  return single === true ? { const: values[0] } : { enum: [...values] };
}

function arrayKeywords(schema: ArraySchema, context: JsonSchemaContext): JsonSchema {
  return defined({
    type: schema.loose === true ? undefined : 'array',
    prefixItems: schema.prefix?.map((part) => printJsonSchema(part, context)),
    items: schema.items && printJsonSchema(schema.items, context),
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    uniqueItems: schema.unique,
    contains: schema.contains && printJsonSchema(schema.contains, context),
    minContains: schema.minContains,
    maxContains: schema.maxContains,
    unevaluatedItems: schema.unevaluated && printJsonSchema(schema.unevaluated, context),
  });
}

function objectKeywords(schema: ObjectSchema, context: JsonSchemaContext): JsonSchema {
  const print = (part: Schema): JsonSchema => printJsonSchema(part, context);
  const required = schema.properties.filter((property) => property.required).map(({ name }) => name);
  required.push(...(schema.requiredElsewhere ?? []));
  const { properties, patterns, dependentSchemas } = schema;
  const keywords = defined({
    type: schema.loose === true ? undefined : 'object',
    properties:
      properties.length === 0
        ? undefined
        : Object.fromEntries(properties.map((each) => [each.name, print(each.schema)])),
    required: required.length === 0 ? undefined : required,
    patternProperties:
      patterns && Object.fromEntries(patterns.map((each) => [each.pattern, print(each.schema)])),
    additionalProperties: schema.additional && print(schema.additional),
    propertyNames: schema.names && print(schema.names),
    minProperties: schema.minProperties,
    maxProperties: schema.maxProperties,
    dependentRequired: schema.dependentRequired,
    dependentSchemas:
      dependentSchemas &&
      Object.fromEntries(Object.entries(dependentSchemas).map(([name, each]) => [name, print(each)])),
    unevaluatedProperties: schema.unevaluated && print(schema.unevaluated),
  });
  // Without a type, one keyword of objects has to say what is meant, or it is read as anything.
  return Object.keys(keywords).length === 0 ? { properties: {} } : keywords;
}

const typesOnly = new Set(['string', 'number', 'boolean', 'null', 'array', 'object']);

/** A list of types has the constraints of all of them beside it, since each type's ignore other values. */
function unionKeywords({ rule, of }: UnionSchema, context: JsonSchemaContext): JsonSchema {
  const branches = of.map((branch) => printJsonSchema(branch, context));
  if (rule === 'any') return { anyOf: branches };
  if (rule === 'one') return { oneOf: branches };
  const parts = branches.map((branch, index) => {
    if (branch === false || !typesOnly.has(of[index]?.kind ?? '')) return undefined;
    const { type, ...rest } = branch;
    return typeof type === 'string' ? { type, rest } : undefined;
  });
  const known = parts.filter((part) => part !== undefined);
  const rest = mergeable(known.map((part) => part.rest));
  if (known.length < parts.length || rest === undefined) return { anyOf: branches };
  return { type: [...new Set(known.map(({ type }) => type))], ...rest };
}

/** Groups of keywords as one object; groups that share a keyword go under `allOf`. */
function merge(groups: readonly JsonSchema[]): JsonSchema {
  const together: { [keyword: string]: unknown } = {};
  const apart: JsonSchema[] = [];
  const closing = groups.filter(looksAtAll);
  for (const group of [...closing, ...groups.filter((each) => !closing.includes(each))]) {
    const fits = group !== false && Object.keys(group).every((keyword) => !Object.hasOwn(together, keyword));
    if (fits && !interacts(group, together)) Object.assign(together, group);
    else apart.push(group);
  }
  if (apart.length === 0) return together;
  return { ...together, allOf: [...(Array.isArray(together.allOf) ? together.allOf : []), ...apart] };
}

/** `unevaluated…` must stand beside all that it looks at. */
function looksAtAll(group: JsonSchema): boolean {
  return group !== false && ('unevaluatedProperties' in group || 'unevaluatedItems' in group);
}

/** Keywords that look at their neighbours: another group of theirs must not stand beside them. */
const neighbours: readonly (readonly string[])[] = [
  ['additionalProperties', 'properties', 'patternProperties'],
  ['items', 'prefixItems'],
  ['contains', 'minContains', 'maxContains'],
  ['if', 'then', 'else'],
];

function interacts(group: { [keyword: string]: unknown }, together: { [keyword: string]: unknown }): boolean {
  return neighbours.some(
    (words) =>
      words.some((word) => Object.hasOwn(group, word)) && words.some((word) => Object.hasOwn(together, word)),
  );
}

function mergeable(
  groups: readonly { [keyword: string]: unknown }[],
): { [keyword: string]: unknown } | undefined {
  const together: { [keyword: string]: unknown } = {};
  for (const group of groups) {
    if (Object.keys(group).some((keyword) => Object.hasOwn(together, keyword))) return undefined;
    Object.assign(together, group);
  }
  return together;
}

function defined(keywords: { [keyword: string]: unknown }): { [keyword: string]: unknown } {
  const said: { [keyword: string]: unknown } = {};
  for (const keyword in keywords) if (keywords[keyword] !== undefined) said[keyword] = keywords[keyword];
  return said;
}
