import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, type ServiceTestKit } from '../src/generated/testing.ts';

const orderId = '0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11';
const trackingCode = 'P-0D6F4F3E';
let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

const named = ({ name, data }: { name: string; data: unknown }) => ({ name, data });

/** What is said when a parcel is to be sent there. Every time another message: the inbox knows none of them. */
async function dispatch(country: string) {
  const data = { orderId, address: { street: 'Main Street 1', city: 'Dublin', country } };
  return (await kit.handle('shipping.parcel.dispatch', data)).published.map(named);
}
const recall = async () => (await kit.handle('shipping.parcel.recall', { orderId })).published.map(named);

const parcel = async () => (await kit.serve('getParcel', { params: { orderId } })).response;

const recalled = [{ name: 'shipping.parcel.recalled', data: { orderId } }];
const refused = (reason: string) => [{ name: 'shipping.parcel.refused', data: { orderId, reason } }];

test('a parcel is sent once, and called back once', async () => {
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await dispatch('IE'), [
      { name: 'shipping.parcel.dispatched', data: { orderId, trackingCode } },
    ]);
    assert.deepEqual(await parcel(), { orderId, state: 'dispatched', trackingCode });
  }
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await recall(), recalled);
    assert.equal((await parcel()).state, 'recalled');
  }
});

test('not every country is served', async () => {
  for (const _ of ['asked', 'asked again'])
    assert.deepEqual(await dispatch('AQ'), refused('No parcels to AQ'));
  assert.deepEqual(await recall(), recalled);
  assert.equal((await parcel()).state, 'refused');
});

test('a recall of what was never sent is a success, and keeps it from being sent later', async () => {
  assert.deepEqual(await recall(), recalled);
  assert.deepEqual(await dispatch('IE'), refused('The order was given up'));
  await assert.rejects(parcel(), { status: 404 });
});
