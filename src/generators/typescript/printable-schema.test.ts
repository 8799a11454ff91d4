import { expect, test } from 'vitest';
import type { Schema } from '../../model/schema.ts';
import { canPrint } from '../../print/validator.ts';
import { printableSchema } from './printable-schema.ts';

const closed: Schema = { kind: 'object', properties: [], unevaluated: { kind: 'never' } };
const text: Schema = { kind: 'string' };

test.each<[string, Schema, Schema]>([
  ['a schema that can be printed is left alone', text, text],
  ['an object loses the keyword', closed, { kind: 'object', properties: [] }],
  [
    'so do its parts',
    { kind: 'object', properties: [{ name: 'a', schema: closed, required: true }] },
    {
      kind: 'object',
      properties: [{ name: 'a', schema: { kind: 'object', properties: [] }, required: true }],
    },
  ],
  ['a negation of it says nothing', { kind: 'not', schema: closed }, { kind: 'any' }],
  [
    'exactly one of several becomes any of them',
    { kind: 'union', rule: 'one', of: [closed, text] },
    { kind: 'union', rule: 'any', of: [{ kind: 'object', properties: [] }, text] },
  ],
  [
    'a list forgets what it has to contain',
    { kind: 'array', items: text, contains: closed, minContains: 2 },
    { kind: 'array', items: text },
  ],
  ['a condition is dropped', { kind: 'conditional', if: closed, then: text }, { kind: 'any' }],
])('%s', (_title, schema, expected) => {
  expect(printableSchema(schema)).toEqual(expected);
  expect(canPrint(printableSchema(schema))).toBe(true);
});
