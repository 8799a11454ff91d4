import avsc from 'avsc';
import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import type { Schema } from '../model/schema.ts';
import { printAvroSchema } from './avro-schema.ts';
import { exampleOf } from './example.ts';
import { namedSchemas, schemaArbitrary } from './sample-schemas.fixture.ts';

const context = {
  name: 'OrderPlaced',
  namespace: 'shop.sales',
  typeName: (id: string) => id.slice(id.lastIndexOf('/') + 1),
  schemaOf: (id: string) => namedSchemas[id],
};
const text: Schema = { kind: 'string' };
const record = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  kind: 'object',
  properties: Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  })),
});
const whyNot = (schema: Schema) => {
  const result = printAvroSchema(record({ a: schema }), context);
  return result.ok ? result.avro : result.why;
};

test('an object is a record; what may be missing is null', () => {
  const money = record(
    { amount: { kind: 'number', integer: true }, rate: { kind: 'number', integer: false } },
    ['amount'],
  );
  const schema = record(
    {
      id: { kind: 'string', format: 'uuid' },
      count: { kind: 'number', integer: true, minimum: 0, maximum: 100, note: { description: 'How many' } },
      state: { kind: 'enum', values: ['open', 'done'] },
      total: { kind: 'ref', id: 'Money' },
      before: { kind: 'ref', id: 'Money' },
      lines: { kind: 'array', items: record({ sku: text }, ['sku']) },
      labels: { kind: 'object', properties: [], additional: text },
      note: { kind: 'union', rule: 'types', of: [text, { kind: 'null' }] },
    },
    ['id', 'count', 'total', 'note'],
  );
  const result = printAvroSchema(schema, { ...context, schemaOf: () => money });
  expect(result).toEqual({
    ok: true,
    avro: {
      type: 'record',
      name: 'OrderPlaced',
      namespace: 'shop.sales',
      fields: [
        { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
        { name: 'count', type: 'int', doc: 'How many' },
        {
          name: 'state',
          type: [
            'null',
            { type: 'enum', name: 'OrderPlacedState', namespace: 'shop.sales', symbols: ['open', 'done'] },
          ],
          default: null,
        },
        {
          name: 'total',
          type: {
            type: 'record',
            name: 'Money',
            namespace: 'shop.sales',
            fields: [
              { name: 'amount', type: 'long' },
              { name: 'rate', type: ['null', 'double'], default: null },
            ],
          },
        },
        { name: 'before', type: ['null', 'shop.sales.Money'], default: null },
        {
          name: 'lines',
          type: [
            'null',
            {
              type: 'array',
              items: {
                type: 'record',
                name: 'OrderPlacedLinesItem',
                namespace: 'shop.sales',
                fields: [{ name: 'sku', type: 'string' }],
              },
            },
          ],
          default: null,
        },
        { name: 'labels', type: ['null', { type: 'map', values: 'string' }], default: null },
        { name: 'note', type: ['null', 'string'] },
      ],
    },
  });
  if (result.ok) avsc.Type.forSchema(result.avro as avsc.Schema);
});

test('a type that holds itself is named once', () => {
  const schemas: Record<string, Schema> = {
    Node: record({ name: text, next: { kind: 'ref', id: 'Node' } }, ['name']),
  };
  const result = printAvroSchema({ kind: 'ref', id: 'Node' }, { ...context, schemaOf: (id) => schemas[id] });
  expect(result).toMatchObject({
    ok: true,
    avro: {
      name: 'OrderPlaced',
      fields: [{ name: 'name' }, { name: 'next', type: ['null', 'shop.sales.OrderPlaced'] }],
    },
  });
});

test('says what Avro has no word for', () => {
  expect(whyNot({ kind: 'any' })).toBe('the data.a may be anything');
  expect(whyNot({ kind: 'array' })).toBe('the data.a is a list whose items are not of one type');
  expect(whyNot({ kind: 'object', properties: [] })).toBe('the data.a is an object without known properties');
  expect(whyNot({ kind: 'enum', values: [1, 2] })).toBe('the data.a is one of values that are not all texts');
  expect(printAvroSchema(record({ 'a-b': text }), context)).toEqual({
    ok: false,
    why: 'the data.a-b has a name that Avro does not take',
  });
  expect(printAvroSchema(text, context)).toEqual({
    ok: false,
    why: 'the data are no object with known properties',
  });
});

test('whatever is printed is a schema to Avro, and takes examples of the data', () => {
  let printed = 0;
  fc.assert(
    fc.property(
      fc.array(schemaArbitrary({ unevaluated: false }), { minLength: 1, maxLength: 2 }),
      (parts) => {
        const schema = record(Object.fromEntries(parts.map((part, index) => [`p${index}`, part])), ['p0']);
        const result = printAvroSchema(schema, context);
        if (!result.ok) return;
        // avsc takes symbols named like what every object has for repeated ones.
        const text = JSON.stringify(result.avro);
        if (Object.getOwnPropertyNames(Object.prototype).some((name) => text.includes(`"${name}"`))) return;
        printed++;
        const type = avsc.Type.forSchema(result.avro as avsc.Schema, { wrapUnions: false });
        expect(type.typeName).toBe('record');
      },
    ),
    { numRuns: 400 },
  );
  expect(printed).toBeGreaterThan(10);
});

test('an example of the data is a value of the record', () => {
  const schema = record(
    {
      id: { kind: 'string', format: 'uuid' },
      count: { kind: 'number', integer: true },
      tags: { kind: 'array', items: text },
    },
    ['id', 'count', 'tags'],
  );
  const result = printAvroSchema(schema, context);
  if (!result.ok) throw new Error(result.why);
  const type = avsc.Type.forSchema(result.avro as avsc.Schema);
  const example = exampleOf(schema, { schemaOf: () => undefined });
  expect(type.isValid({ ...(example as object) })).toBe(true);
  expect(type.isValid({ ...(example as object), count: 'many' })).toBe(false);
});
