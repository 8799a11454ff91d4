import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, type ServiceTestKit } from '../src/generated/testing.ts';

const orderId = '0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11';
let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

const stock = (sku: string, available: number) =>
  kit.serve('setStock', { params: { sku }, body: { available } });
const left = async (sku: string) => (await kit.serve('getStock', { params: { sku } })).response.available;

const named = ({ name, data }: { name: string; data: unknown }) => ({ name, data });

/** What is said when so many of each article are asked for. Every time another message: the inbox knows none of them. */
async function reserve(...items: readonly (readonly [sku: string, quantity: number])[]) {
  const data = { orderId, items: items.map(([sku, quantity]) => ({ sku, quantity })) };
  return (await kit.handle('inventory.stock.reserve', data)).published.map(named);
}
const release = async () => (await kit.handle('inventory.stock.release', { orderId })).published.map(named);

const reserved = [{ name: 'inventory.stock.reserved', data: { orderId } }];
const released = [{ name: 'inventory.stock.released', data: { orderId } }];
const rejected = (reason: string) => [{ name: 'inventory.stock.rejected', data: { orderId, reason } }];

test('items are set aside once, and put back once', async () => {
  await stock('tea', 5);
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await reserve(['tea', 1], ['tea', 2]), reserved);
    assert.equal(await left('tea'), 2);
  }
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await release(), released);
    assert.equal(await left('tea'), 5);
  }
});

test('all items are set aside, or none', async () => {
  await stock('tea', 5);
  await stock('cups', 1);
  for (const _ of ['asked', 'asked again'])
    assert.deepEqual(await reserve(['tea', 1], ['cups', 2]), rejected('Not enough of cups'));
  assert.deepEqual(await Promise.all(['tea', 'cups', 'unknown'].map(left)), [5, 1, 0]);
  assert.deepEqual(await release(), released);
  assert.equal(await left('tea'), 5);
});

test('a release of what was never reserved is a success, and keeps it from being reserved later', async () => {
  await stock('tea', 5);
  assert.deepEqual(await release(), released);
  assert.deepEqual(await reserve(['tea', 1]), rejected('The order was given up'));
  assert.equal(await left('tea'), 5);
});
