import { expect, test } from 'vitest';
import type { Projection } from './contract.ts';
import { createRowChanges } from './row-changes.ts';

const projection: Projection = {
  name: 'stock',
  table: 'stock',
  keyColumns: [
    { name: 'shop', type: 'uuid' },
    { name: 'sku', type: 'text' },
  ],
  columns: [
    { name: 'pieces', type: 'integer' },
    { name: 'name', type: 'text' },
    { name: 'seen', type: 'timestamp' },
  ],
  events: {},
};
const shop = '6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22';

test('changes of one row become one, however its key is written', () => {
  const changes = createRowChanges(projection);
  expect(changes.add([shop, 'tea'], { increment: { pieces: 2 }, set: { name: 'Tea' } })).toBe(true);
  expect(changes.add([shop.toUpperCase(), 'tea'], { increment: { pieces: 3 } })).toBe(true);
  expect(changes.add([shop, 'tea'], { greatest: { seen: '2026-01-02T00:00:00Z' } })).toBe(true);
  expect(changes.add([shop, 'tea'], { greatest: { seen: '2026-01-01T00:00:00Z' } })).toBe(true);
  expect(changes.size).toBe(1);
  const [row] = changes.take();
  expect(row?.removed).toBe(false);
  expect(row?.columns).toEqual([
    { operation: 'increment', value: 5 },
    { operation: 'set', value: 'Tea' },
    { operation: 'greatest', value: '2026-01-02T00:00:00Z' },
  ]);
  expect(changes.size).toBe(0);
});

test('a row that is removed begins anew', () => {
  const changes = createRowChanges(projection);
  changes.add([shop, 'tea'], { set: { name: 'Tea' } });
  changes.add([shop, 'tea'], { remove: true });
  changes.add([shop, 'tea'], { increment: { pieces: 1 } });
  const [row] = changes.take();
  expect(row?.removed).toBe(true);
  expect(row?.columns).toEqual([{ operation: 'increment', value: 1 }, undefined, undefined]);
});

test('what only the database can add up leaves the row as it is', () => {
  const changes = createRowChanges(projection);
  changes.add([shop, 'tea'], { increment: { pieces: 1 }, set: { name: 'Tea' } });
  expect(changes.add([shop, 'tea'], { set: { name: 'Black tea' }, greatest: { pieces: 9 } })).toBe(false);
  expect(changes.take()[0]?.columns).toEqual([
    { operation: 'increment', value: 1 },
    { operation: 'set', value: 'Tea' },
    undefined,
  ]);
});

test('a change that is wrong is refused, and leaves the row as it is', () => {
  const changes = createRowChanges(projection);
  changes.add([shop, 'tea'], { set: { name: 'Tea' } });
  expect(() => changes.add([shop, 'tea'], { set: { name: 'Coffee', colour: 'black' } })).toThrow(
    "Projection 'stock' has no column 'colour'",
  );
  expect(() => changes.add([shop, 'tea'], { set: { pieces: 1 }, increment: { pieces: 1 } })).toThrow(
    "Column 'pieces' of 'stock' is changed twice by one event",
  );
  expect(changes.take()[0]?.columns).toEqual([undefined, { operation: 'set', value: 'Tea' }, undefined]);
});

test('rows are taken in the order of their keys, and keys that hold what separates them stay apart', () => {
  const changes = createRowChanges(projection);
  const skus = ['tea', 'a","b', 'a', '', 'tea2', 'a","'];
  for (const sku of skus) changes.add([shop, sku], { set: { name: sku } });
  const taken = changes.take().map(({ key }) => key[1]);
  expect(taken).toHaveLength(skus.length);
  for (const sku of [...skus].reverse()) changes.add([shop, sku], { set: { name: sku } });
  expect(changes.take().map(({ key }) => key[1])).toEqual(taken);
});
