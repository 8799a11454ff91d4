import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { checkValue } from '../model/check-value.ts';
import type { Schema } from '../model/schema.ts';
import { exampleOf } from './example.ts';
import { printBundledJsonSchema } from './json-schema.ts';
import { namedSchemaContext as context, jsonValue, schemaArbitrary } from './sample-schemas.fixture.ts';
import { textForPattern } from './text-for-pattern.ts';

function accepts(schema: Schema): (value: unknown) => boolean {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    ownProperties: true,
    multipleOfPrecision: 9,
    logger: false,
  });
  addFormats.default(ajv);
  return ajv.compile(printBundledJsonSchema(schema, context)) as (value: unknown) => boolean;
}

test('a value fits where ajv says so', () => {
  const values = fc.array(jsonValue, { minLength: 10, maxLength: 20 });
  fc.assert(
    fc.property(schemaArbitrary({ unevaluated: true, forAjv: true }), values, (schema, samples) => {
      const oracle = accepts(schema);
      for (const value of samples)
        expect({ value, fits: checkValue(value, schema, context).length === 0 }).toEqual({
          value,
          fits: oracle(value),
        });
    }),
    { numRuns: Number(process.env.EDA_RUNS ?? 300) },
  );
});

const closed: Schema = { kind: 'object', loose: true, properties: [], unevaluated: { kind: 'never' } };
const part = (name: string): Schema => ({
  kind: 'object',
  properties: [{ name, schema: { kind: 'any' }, required: true }],
});

test('unevaluated members are those that no part has looked at', () => {
  const either: Schema = { kind: 'union', rule: 'any', of: [part('b'), part('c')] };
  const schema: Schema = { kind: 'intersection', merged: true, of: [part('a'), either, closed] };
  const oracle = accepts(schema);
  for (const value of [{ a: 1, b: 1 }, { a: 1, b: 1, c: 1 }, { a: 1, b: 1, d: 1 }, { a: 1 }]) {
    expect({ value, fits: checkValue(value, schema, context).length === 0 }).toEqual({
      value,
      fits: oracle(value),
    });
  }
});

describe('examples', () => {
  test('are valid where there are any, and the same each time', () => {
    let found = 0;
    fc.assert(
      fc.property(schemaArbitrary({ unevaluated: false, forAjv: true }), (schema) => {
        const example = exampleOf(schema, context);
        expect(exampleOf(schema, context)).toEqual(example);
        if (example === undefined) return;
        found++;
        expect(accepts(schema)(example)).toBe(true);
      }),
      { numRuns: 300, seed: 11 },
    );
    expect(found).toBeGreaterThan(150);
  });

  const cases: [string, Schema, unknown][] = [
    ['its own example', { kind: 'string', note: { examples: ['x'] } }, 'x'],
    [
      'no example that does not fit',
      { kind: 'string', minLength: 2, note: { examples: ['x'], default: 'yy' } },
      'yy',
    ],
    ['a format', { kind: 'string', format: 'date-time' }, '2024-05-17T09:30:00Z'],
    ['a pattern', { kind: 'string', pattern: '^[A-Z]{3}-\\d{4,}$', minLength: 10 }, 'AAA-111111'],
    [
      'a range',
      { kind: 'number', integer: false, exclusiveMinimum: 0.2, maximum: 0.3, multipleOf: 0.1 },
      0.3,
    ],
    ['nothing where nothing fits', { kind: 'string', minLength: 3, maxLength: 2 }, undefined],
    [
      'members named by themselves, items that differ',
      {
        kind: 'object',
        properties: [
          { name: 'title', schema: { kind: 'string', minLength: 1 }, required: true },
          {
            name: 'tags',
            schema: { kind: 'array', items: { kind: 'string' }, minItems: 2, unique: true },
            required: true,
          },
        ],
      },
      { title: 'title', tags: ['tag', 'text'] },
    ],
    [
      'the members of all parts',
      {
        kind: 'intersection',
        merged: false,
        of: [part('a'), part('b'), { kind: 'ref', id: '#/schemas/Money' }],
      },
      { a: 1, b: 'b' },
    ],
  ];
  test.each(cases)('%s', (_, schema, expected) => {
    expect(exampleOf(schema, context)).toEqual(expected);
  });
});

test.each([
  '^a+b?$',
  '[^a-z]x',
  '(?:ab|cd){2}',
  '^\\p{Lu}\\d{2,3}$',
  '^(?<year>\\d{4})-W[0-5]\\d$',
  '\\.\\/',
  '',
])('a text for the pattern %s', (pattern) => {
  expect(textForPattern(pattern)).toMatch(new RegExp(pattern, 'u'));
});
