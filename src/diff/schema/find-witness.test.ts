import { describe, expect, it } from 'vitest';
import { checkValue } from '../../model/check-value.ts';
import { schemaComparison } from './compare-schemas.ts';
import type { SchemaWitness } from './find-witness.ts';
import { keywordChanges } from './keyword-changes.cases.ts';
import { readSchema } from './read-schema.fixture.ts';

/** Breaking for readers that a validator knows nothing of: no value shows it. */
const invisible = new Set([
  'int32 → int64',
  'float → double',
  'contentEncoding changed',
  'contentMediaType changed',
]);

function witnesses(old: unknown, now: unknown): (SchemaWitness | undefined)[] {
  const [a, b] = [readSchema(old), readSchema(now)];
  const comparison = schemaComparison(a.schemas, b.schemas);
  return comparison
    .compare(a, b)
    .filter(({ strict }) => strict.backward === 'breaking' || strict.forward === 'breaking')
    .map((change) => comparison.findWitness(change, a, b));
}

function accepts(json: unknown, value: unknown): boolean {
  const { schema, schemas } = readSchema(json);
  return checkValue(value, schema, { schemaOf: (id) => schemas[id]?.schema }).length === 0;
}

describe('a witness', () => {
  const breaking = keywordChanges.filter(
    ({ strict, title, options }) => strict.includes('✘') && !invisible.has(title) && options === undefined,
  );

  it.each(breaking)('is found for $row $title', ({ old, new: now }) => {
    const found = witnesses(old, now);
    expect(found.length).toBeGreaterThan(0);
    for (const witness of found) {
      expect(witness).toBeDefined();
      const valid = witness?.validUnder === 'old' ? [old, now] : [now, old];
      expect(valid.map((schema) => accepts(schema, witness?.value))).toEqual([true, false]);
    }
  });

  it('is a whole value, with no more than is needed to show the change', () => {
    const order = (dueAt: object): object => ({
      type: 'object',
      required: ['todoId'],
      properties: { todoId: { type: 'string', format: 'uuid' }, note: { type: 'string' }, dueAt },
    });
    expect(witnesses(order({ type: 'string' }), order({ type: 'integer' }))).toEqual([
      { value: { todoId: '01890a5d-ac96-774b-bcce-b302099a8057', dueAt: 1 }, validUnder: 'new' },
    ]);
  });

  it('leaves out what is required now', () => {
    const order = (required: readonly string[]): object => ({
      type: 'object',
      required,
      properties: { id: { type: 'string' }, total: { type: 'number' } },
    });
    expect(witnesses(order(['id']), order(['id', 'total']))).toEqual([
      { value: { id: 'id' }, validUnder: 'old' },
    ]);
  });

  it('is found deep inside, through lists, alternatives and references', () => {
    const order = (sku: object): object => ({
      $defs: { Line: { type: 'object', required: ['sku'], properties: { sku } } },
      type: 'object',
      required: ['customer'],
      properties: {
        customer: {
          oneOf: [
            {
              type: 'object',
              required: ['type', 'lines'],
              properties: {
                type: { const: 'shop' },
                lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/Line' } },
              },
            },
            { type: 'object', required: ['type'], properties: { type: { const: 'guest' } } },
          ],
        },
      },
    });
    expect(
      witnesses(order({ type: 'string', maxLength: 8 }), order({ type: 'string', maxLength: 4 })),
    ).toEqual([{ value: { customer: { type: 'shop', lines: [{ sku: 'xxxxx' }] } }, validUnder: 'old' }]);
  });
});
