import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { checkedFormats } from '../print/validator/checked-formats.ts';
import { readJsonSchema } from './build/json-schema.ts';
import { checkValue, type ValueIssue } from './check-value.ts';
import { formats } from './formats.ts';
import type { NamedSchema, Schema } from './schema.ts';

type Json = boolean | { readonly [keyword: string]: unknown };

/** Definitions that test schemas refer to as `#/schemas/<Name>`. */
const definitions: { readonly [name: string]: Json } = {
  Id: { type: 'string', minLength: 2 },
  Tree: {
    type: 'object',
    properties: {
      value: { type: 'integer' },
      children: { type: 'array', items: { $ref: '#/schemas/Tree' } },
    },
    required: ['value'],
  },
  Open: { type: 'object', properties: { a: { type: 'integer' } } },
};

function read(schema: Json): Schema {
  return readJsonSchema(schema, [], {
    file: 'test',
    dialect: { draft07: false, lenient: false },
    // Keywords that say nothing about their type are reported and kept out; ajv passes over them too.
    report: () => undefined,
    resolveRef: (ref) => ref,
  });
}

const named: { [id: string]: NamedSchema } = {};
for (const [name, schema] of Object.entries(definitions)) {
  const id = `#/schemas/${name}`;
  named[id] = { id, typeName: name, schema: read(schema), at: { file: 'test', path: [] } };
}

function issuesOf(value: unknown, schema: Json): readonly ValueIssue[] {
  return checkValue(value, read(schema), { schemaOf: (id) => named[id]?.schema });
}

/** The reference: ajv, with the definitions beside the schema. */
function oracle(schema: Json): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, multipleOfPrecision: 8 });
  addFormats.default(ajv, {
    mode: 'full',
    formats: ['date-time', 'date', 'time', 'uuid', 'email', 'ipv4', 'ipv6'],
  });
  const root = typeof schema === 'boolean' ? { allOf: [schema] } : schema;
  return ajv.compile({ ...root, schemas: definitions });
}

const names = fc.constantFrom('a', 'b', 'c', 'value', 'children');
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    'a',
    'ab',
    'abc',
    '2026-02-28',
    0,
    1,
    2,
    3,
    -1,
    1.5,
    10,
    0.3,
  ),
  fc.integer({ min: -5, max: 12 }),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

const small = fc.nat({ max: 4 });
const { schema: anySchema } = fc.letrec<{ schema: Json }>((tie) => {
  const inner = tie('schema');
  const list = fc.array(inner, { minLength: 1, maxLength: 3 });
  const map = fc.dictionary(names, inner, { maxKeys: 3, noNullPrototype: true });
  const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object');
  const leaf = fc.oneof(
    fc.boolean(),
    fc.record({ type }),
    fc.record({
      enum: fc.uniqueArray(scalar, {
        minLength: 1,
        maxLength: 4,
        selector: (value) => JSON.stringify(value),
      }),
    }),
    fc.record({ const: anyValue }),
    fc.constantFrom(...Object.keys(definitions).map((name) => ({ $ref: `#/schemas/${name}` }))),
  );
  const compound = fc.record(
    {
      type: fc.oneof(
        type,
        fc
          .uniqueArray(type, { minLength: 2, maxLength: 3 })
          .filter((types) => !(types.includes('number') && types.includes('integer'))),
      ),
      minLength: small,
      maxLength: small,
      pattern: fc.constantFrom('^a', 'b$', '^[0-9-]+$'),
      format: fc.constant('date'),
      minimum: small,
      maximum: small,
      exclusiveMinimum: small,
      exclusiveMaximum: small,
      multipleOf: fc.constantFrom(1, 2, 0.1, 0.5),
      minItems: small,
      maxItems: small,
      uniqueItems: fc.boolean(),
      prefixItems: list,
      items: inner,
      // Not `contains`: ajv 8.20 lets empty lists pass it beside `prefixItems: [false]` and inside loops.
      minProperties: small,
      maxProperties: small,
      properties: map,
      required: fc.uniqueArray(names, { maxLength: 3 }),
      additionalProperties: inner,
      patternProperties: fc.dictionary(fc.constantFrom('^a', '[bc]'), inner, {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      propertyNames: fc.constantFrom<Json>({ maxLength: 1 }, true, { pattern: '^[abc]' }),
      dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      unevaluatedProperties: inner,
      unevaluatedItems: inner,
      allOf: list,
      anyOf: list,
      oneOf: list,
      not: inner,
      if: inner,
      then: inner,
      else: inner,
      $ref: fc.constantFrom(...Object.keys(definitions).map((name) => `#/schemas/${name}`)),
    },
    { requiredKeys: [] },
  );
  // A few keywords at a time: all of them together fit nothing.
  const few = compound.chain((keywords) =>
    fc.subarray(Object.keys(keywords), { maxLength: 4 }).map((kept) => {
      const schema: { [keyword: string]: unknown } = {};
      for (const keyword of kept) schema[keyword] = (keywords as { [keyword: string]: unknown })[keyword];
      if ((schema.then !== undefined || schema.else !== undefined) && schema.if === undefined)
        schema.if = true;
      // ajv 8.20 lets `unevaluated…` see both branches of a condition.
      if (schema.unevaluatedItems !== undefined || schema.unevaluatedProperties !== undefined)
        delete schema.if;
      if (schema.if === undefined) {
        delete schema.then;
        delete schema.else;
      }
      if (schema.format !== undefined) schema.type = 'string';
      return schema;
    }),
  );
  return { schema: fc.oneof({ depthSize: 'small', maxDepth: 4 }, leaf, few) };
});

describe('checkValue', () => {
  it('agrees with ajv', () => {
    fc.assert(
      fc.property(anySchema, fc.array(anyValue, { minLength: 5, maxLength: 10 }), (schema, values) => {
        const isValid = oracle(schema);
        for (const value of values) {
          expect(issuesOf(value, schema).length === 0, JSON.stringify({ schema, value })).toBe(
            isValid(value),
          );
        }
      }),
      { numRuns: Number(process.env.EDA_FUZZ_RUNS ?? 250), seed: 7, endOnFailure: true },
    );
  }, 180_000);

  it.each<[string, Json, unknown, boolean]>([
    [
      'unevaluated sees its neighbours',
      { allOf: [{ properties: { a: true } }], properties: { b: true }, unevaluatedProperties: false },
      { a: 1, b: 2 },
      true,
    ],
    [
      'unevaluated refuses the rest',
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: 1, c: 2 },
      false,
    ],
    [
      'unevaluated sees through $ref',
      { $ref: '#/schemas/Open', unevaluatedProperties: false },
      { a: 1 },
      true,
    ],
    [
      'a recursive schema',
      { $ref: '#/schemas/Tree' },
      { value: 1, children: [{ value: 2, children: [] }] },
      true,
    ],
    [
      'a recursive schema, deep fault',
      { $ref: '#/schemas/Tree' },
      { value: 1, children: [{ children: [] }] },
      false,
    ],
    ['members named like those of Object', { type: 'object', required: ['constructor'] }, {}, false],
    ['equality in any order of members', { const: { a: 1, b: [2] } }, { b: [2], a: 1 }, true],
    ['length in characters, not units', { type: 'string', maxLength: 1 }, '😀', true],
    ['contains asks for one', { contains: { type: 'string' } }, [1, 'a'], true],
    ['contains refuses none', { contains: { type: 'string' } }, [], false],
    [
      'contains counts',
      { contains: { type: 'string' }, minContains: 2, maxContains: 2 },
      ['a', 1, 'b'],
      true,
    ],
    ['contains counts too many', { contains: { type: 'string' }, maxContains: 1 }, ['a', 'b'], false],
    ['minContains 0', { contains: { type: 'string' }, minContains: 0 }, [], true],
    [
      'contains has looked',
      { contains: { type: 'string' }, unevaluatedItems: { type: 'integer' } },
      ['a', 1],
      true,
    ],
    ['multiples of 0.1', { multipleOf: 0.1 }, 0.3, true],
  ])('%s', (_, schema, value, valid) => {
    expect(oracle(schema)(value)).toBe(valid);
    expect(issuesOf(value, schema).length === 0).toBe(valid);
  });

  it('has nothing to ask where a keyword says nothing', () => {
    expect(read({ uniqueItems: false })).toEqual({ kind: 'any' });
    expect(read({ allOf: [{ uniqueItems: false }] })).toEqual({
      kind: 'intersection',
      merged: false,
      of: [{ kind: 'any' }],
    });
  });

  it.each<[Json, unknown, string]>([
    [{ type: 'string' }, 5, 'expected a string, got 5'],
    [{ type: 'object', required: ['a'] }, {}, 'a is missing'],
    [{ type: ['string', 'null'] }, 5, 'expected a string or null, got 5'],
    [
      { type: 'object', properties: { a: true }, additionalProperties: false },
      { b: 1 },
      'b is not allowed here',
    ],
    [{ enum: ['x', 'y'] }, 'z', '"z" is none of "x", "y"'],
    [{ const: 1 }, 2, 'expected 1, got 2'],
    [{ type: 'string', format: 'date' }, '2026-02-30', '"2026-02-30" is no date'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'the list has 2 items; at most 1 are allowed'],
  ])('says what is wrong: %j', (schema, value, message) => {
    expect(issuesOf(value, schema).map((issue) => issue.message)).toEqual([message]);
  });

  it('says where', () => {
    const schema = {
      type: 'object',
      properties: { lines: { type: 'array', items: { $ref: '#/schemas/Tree' } } },
    };
    expect(issuesOf({ lines: [{ value: 1 }, { value: 'x' }] }, schema)).toEqual([
      { path: ['lines', 1, 'value'], message: 'expected a whole number, got "x"' },
    ]);
  });

  it('names the alternative that comes nearest', () => {
    const schema = {
      oneOf: [
        { type: 'string' },
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
      ],
    };
    expect(issuesOf({ a: 'x' }, schema)).toEqual([
      { path: ['a'], message: 'expected a whole number, got "x"' },
    ]);
  });
});

it.each(['constructor', '__proto__'])('takes %s for a name as any other', (name) => {
  const schema = JSON.parse(
    `{ "dependentRequired": { "${name}": ["b"] }, "additionalProperties": { "format": "${name}" } }`,
  );
  const found = (text: string) => checkValue(JSON.parse(text), read(schema), { schemaOf: () => undefined });
  expect(found(`{ "${name}": "x", "b": "x" }`)).toEqual([]);
  expect(found('{ "a": "x" }')).toEqual([]);
  expect(found(`{ "${name}": "x" }`)).toEqual([{ path: [], message: `b is missing; ${name} needs it` }]);
});

describe('formats', () => {
  it('are those that generated validators check', () => {
    expect([...formats.keys()].sort()).toEqual([...checkedFormats].sort());
  });
});
