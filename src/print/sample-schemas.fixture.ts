import fc from '../../tests/support/fast-check.ts';
import type { NumberSchema, ObjectSchema, Schema, StringSchema } from '../model/schema.ts';

/** Values small enough that random data hits them. */
const text = fc.constantFrom(
  '',
  'a',
  'b',
  'ab',
  'é',
  '𝒳',
  '𝒳y',
  'abc',
  '2024-02-29',
  "it's",
  '__proto__',
  'constructor',
);
const name = fc.constantFrom(
  'a',
  'b',
  'c',
  'a-b',
  '__proto__',
  'constructor',
  'isPrototypeOf',
  'veryLongPropertyNameOfAMember',
);
const number = fc.constantFrom(-1, 0, 0.1, 0.3, 0.5, 1, 1.5, 2, 3, 10, 1e15);

/** Any JSON value, mostly of the kind that random schemas accept. */
export const jsonValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom(null, true, false, -0),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(ownObject),
  ),
})).value;

function ownObject(entries: readonly (readonly [string, unknown])[]): unknown {
  const result = {};
  for (const [key, value] of entries) {
    Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

const length = fc.nat({ max: 3 });
const formats = ['date-time', 'date', 'time', 'duration', 'uuid', 'email', 'uri', 'hostname', 'ipv4', 'ipv6'];

const stringSchema: fc.Arbitrary<StringSchema> = fc.record(
  {
    kind: fc.constant('string' as const),
    loose: fc.constant(true as const),
    minLength: length,
    maxLength: length,
    pattern: fc.constantFrom('^a', 'b$', '^\\p{L}*$', '[/\\\\]', "'", '^.$'),
    format: fc.constantFrom(...formats),
  },
  { requiredKeys: ['kind'] },
);

const numberSchema: fc.Arbitrary<NumberSchema> = fc.record(
  {
    kind: fc.constant('number' as const),
    integer: fc.boolean(),
    loose: fc.constant(true as const),
    minimum: number,
    maximum: number,
    exclusiveMinimum: number,
    exclusiveMaximum: number,
    multipleOf: fc.constantFrom(0.1, 0.5, 1, 2, 3),
  },
  { requiredKeys: ['kind', 'integer'] },
);

/**
 * Random schemas of the whole union; references lead to `#/schemas/Money` and `#/schemas/Other`. `unevaluated` adds
 * the two keywords that look at what others have seen.
 */
export function schemaArbitrary({
  unevaluated,
  forAjv = false,
}: {
  readonly unevaluated: boolean;
  /**
   * Leaves out what ajv does not judge as the standard says: properties called `__proto__`, `contains` beside
   * `prefixItems` for an empty list, and `contains` beside `unevaluatedItems`, for which ajv counts all items as seen
   * or none, and the standard those that `contains` accepts.
   */
  readonly forAjv?: boolean;
}): fc.Arbitrary<Schema> {
  return fc.letrec<{ schema: Schema }>((tie) => {
    const schema = tie('schema');
    const names = forAjv ? name.filter((text) => text !== '__proto__') : name;
    const property = fc.record({ name: names, schema, required: fc.boolean() });
    const objectSchema: fc.Arbitrary<ObjectSchema> = fc.record(
      {
        kind: fc.constant('object' as const),
        loose: fc.constant(true as const),
        properties: fc.uniqueArray(property, { maxLength: 4, selector: (member) => member.name }),
        requiredElsewhere: fc.uniqueArray(fc.constantFrom('d', 'hasOwnProperty'), {
          minLength: 1,
          maxLength: 2,
        }),
        additional: schema,
        patterns: fc.uniqueArray(fc.record({ pattern: fc.constantFrom('^a', 'o'), schema }), {
          minLength: 1,
          maxLength: 2,
          selector: ({ pattern }) => pattern,
        }),
        names: schema,
        minProperties: length,
        maxProperties: length,
        dependentRequired: fc.dictionary(
          fc.constantFrom('a', 'isPrototypeOf'),
          fc.constantFrom(['b'], ['a-b', 'c'], []),
          {
            minKeys: 1,
          },
        ),
        dependentSchemas: fc.dictionary(fc.constantFrom('a', 'constructor'), schema, {
          minKeys: 1,
          maxKeys: 2,
        }),
        ...(unevaluated ? { unevaluated: schema } : {}),
      },
      { requiredKeys: ['kind', 'properties'] },
    );
    const arraySchema: fc.Arbitrary<Schema> = fc
      .record(
        {
          kind: fc.constant('array' as const),
          loose: fc.constant(true as const),
          prefix: fc.array(schema, { minLength: 1, maxLength: 3 }),
          items: schema,
          minItems: length,
          maxItems: length,
          unique: fc.boolean(),
          contains: schema,
          minContains: length,
          maxContains: length,
          ...(unevaluated ? { unevaluated: schema } : {}),
        },
        { requiredKeys: ['kind'] },
      )
      .map(({ minContains, maxContains, contains, ...rest }) => {
        const misjudged = forAjv && (rest.prefix !== undefined || rest.unevaluated !== undefined);
        if (contains === undefined || misjudged) return rest;
        return {
          ...rest,
          contains,
          ...(minContains === undefined ? {} : { minContains }),
          ...(maxContains === undefined ? {} : { maxContains }),
        };
      });
    const branches = fc.array(schema, { minLength: 1, maxLength: 3 });
    return {
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<Schema>({ kind: 'any' }, { kind: 'boolean' }, { kind: 'null' }, { kind: 'never' }),
        fc.constantFrom<Schema>(
          { kind: 'ref', id: '#/schemas/Money' },
          { kind: 'ref', id: '#/schemas/Other' },
        ),
        stringSchema,
        numberSchema,
        fc
          .uniqueArray(jsonValue, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })
          .map((values) => ({
            kind: 'enum' as const,
            values,
          })),
        jsonValue.map((value) => ({ kind: 'enum' as const, values: [value], single: true as const })),
        objectSchema,
        objectSchema,
        arraySchema,
        fc.record({
          kind: fc.constant('union' as const),
          rule: fc.constantFrom('any' as const, 'one' as const),
          of: branches,
        }),
        fc.record({ kind: fc.constant('intersection' as const), merged: fc.constant(false), of: branches }),
        fc.record({ kind: fc.constant('not' as const), schema }),
        fc.record(
          { kind: fc.constant('conditional' as const), if: schema, then: schema, else: schema },
          { requiredKeys: ['kind', 'if'] },
        ),
      ),
    };
  }).schema;
}

/** The same random schemas on each run. */
export function sampleSchemas(count: number): Schema[] {
  return fc.sample(schemaArbitrary({ unevaluated: true }), { seed: 7, numRuns: count });
}

/** What the references of random schemas lead to. */
export const namedSchemas: { readonly [id: string]: Schema } = {
  '#/schemas/Money': {
    kind: 'object',
    properties: [
      { name: 'a', schema: { kind: 'number', integer: true }, required: true },
      { name: 'b', schema: { kind: 'string', loose: true, maxLength: 1 }, required: false },
    ],
  },
  '#/schemas/Other': {
    kind: 'object',
    properties: [
      {
        name: 'a',
        schema: {
          kind: 'union',
          rule: 'one',
          of: [{ kind: 'ref', id: '#/schemas/Other' }, { kind: 'null' }],
        },
        required: false,
      },
    ],
    additional: { kind: 'array', items: { kind: 'ref', id: '#/schemas/Other' } },
  },
};

export const namedSchemaContext = {
  schemaOf: (id: string): Schema | undefined => namedSchemas[id],
  typeName: (id: string): string => id.replace('#/schemas/', ''),
  functionName: (id: string): string => `validate${id.replace('#/schemas/', '')}`,
};
