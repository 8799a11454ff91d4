/** The keywords of JSON Schema that the language takes, by what they speak about (2020-12 core, validation, applicator; draft-07). */
const keywordGroups = {
  string: ['minLength', 'maxLength', 'pattern', 'contentEncoding', 'contentMediaType', 'contentSchema'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: [
    'items',
    'prefixItems',
    'additionalItems',
    'contains',
    'minContains',
    'maxContains',
    'minItems',
    'maxItems',
    'uniqueItems',
    'unevaluatedItems',
  ],
  object: [
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
    'dependentRequired',
    'dependentSchemas',
    'dependencies',
    'unevaluatedProperties',
  ],
  core: ['type', 'format', '$ref'],
  any: ['enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  note: [
    'title',
    'description',
    'default',
    'examples',
    'deprecated',
    'readOnly',
    'writeOnly',
    '$schema',
    '$id',
    '$anchor',
    '$comment',
    '$defs',
    'definitions',
  ],
} as const;

export type KeywordGroup = keyof typeof keywordGroups;

const groups = new Map<string, KeywordGroup>();
for (const [group, keywords] of Object.entries(keywordGroups)) {
  for (const keyword of keywords) groups.set(keyword, group as KeywordGroup);
}

/** The group of a keyword; undefined: JSON Schema has no such keyword, or the language doesn't take it. */
export function groupOf(keyword: string): KeywordGroup | undefined {
  return groups.get(keyword);
}

export const schemaTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const;
export type SchemaType = (typeof schemaTypes)[number];

/** Words of other schema languages that people write here, and what to write instead. */
export const foreignKeywords: ReadonlyMap<string, string> = new Map([
  ['nullable', "write `type: [string, 'null']`"],
  ['example', 'write `examples: [ … ]`'],
  ['discriminator', 'give each branch of oneOf a property with a `const`'],
  ['optional', 'properties are optional unless `required` lists them'],
  ['$dynamicRef', 'write a plain $ref'],
  ['$dynamicAnchor', 'write $anchor'],
  ['$recursiveRef', 'write a plain $ref'],
  ['divisibleBy', 'write `multipleOf`'],
]);
