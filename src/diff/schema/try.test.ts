import { test } from 'vitest';
import { schemaComparison } from './compare-schemas.ts';
import { readSchema } from './read-schema.fixture.ts';

const show = (a: unknown, b: unknown) => {
  const [x, y] = [readSchema(a), readSchema(b)];
  for (const c of schemaComparison(x.schemas, y.schemas).compare(x, y))
    console.log(
      c.kind,
      '|',
      c.message,
      '|',
      c.strict.backward,
      c.strict.forward,
      '|',
      c.tolerant.backward,
      c.tolerant.forward,
      JSON.stringify(c.before.path),
      JSON.stringify(c.after.path),
    );
  console.log('--');
};
test('x', () => {
  show(
    {
      type: 'object',
      properties: {
        dueAt: { type: 'string', format: 'date-time' },
        n: { type: 'integer' },
        s: { enum: ['a', 'b'] },
      },
    },
    {
      type: 'object',
      properties: {
        dueAt: { type: 'integer' },
        note: { type: 'string' },
        n: { type: ['number', 'null'] },
        s: { enum: ['b', 'c'] },
      },
    },
  );
  show(
    {
      oneOf: [{ type: 'object', properties: { k: { const: 'a' }, x: { type: 'string' } }, required: ['k'] }],
    },
    {
      oneOf: [
        { type: 'object', properties: { k: { const: 'a' }, x: { type: 'integer' } }, required: ['k'] },
        { type: 'object', properties: { k: { const: 'b' } }, required: ['k'] },
      ],
    },
  );
  show(
    {
      $ref: '#/$defs/T',
      $defs: {
        T: {
          type: 'object',
          properties: { c: { type: 'array', items: { $ref: '#/$defs/T' } }, v: { type: 'string' } },
        },
      },
    },
    {
      $ref: '#/$defs/T',
      $defs: {
        T: {
          type: 'object',
          properties: {
            c: { type: 'array', items: { $ref: '#/$defs/T' } },
            v: { type: 'string', maxLength: 3 },
          },
        },
      },
    },
  );
  show(
    { type: 'object', properties: { due_at: { type: 'string' } } },
    { type: 'object', properties: { dueAt: { type: 'string' } } },
  );
});
