import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, type ServiceTestKit } from '../src/generated/testing.ts';

const orderId = '0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11';
let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

const named = ({ name, data }: { name: string; data: unknown }) => ({ name, data });

/** What is said when so much is asked for. Every time another message: the inbox knows none of them. */
async function take(minor: number) {
  const customerId = '6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22';
  const data = { orderId, customerId, amount: { minor, currency: 'EUR' } };
  return (await kit.handle('payments.payment.take', data)).published.map(named);
}
const refund = async () => (await kit.handle('payments.payment.refund', { orderId })).published.map(named);

const state = async () => (await kit.serve('getPayment', { params: { orderId } })).response.state;
const takings = async () => (await kit.serve('getTakings', { params: { currency: 'EUR' } })).response;

const refunded = [{ name: 'payments.payment.refunded', data: { orderId } }];
const declined = (reason: string) => [{ name: 'payments.payment.declined', data: { orderId, reason } }];

test('money is taken once, and given back once', async () => {
  const amount = { minor: 900, currency: 'EUR' };
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await take(900), [{ name: 'payments.payment.taken', data: { orderId, amount } }]);
    assert.equal(await state(), 'taken');
    assert.deepEqual(await takings(), { minor: 900, payments: 1 });
  }
  for (const _ of ['asked', 'asked again']) {
    assert.deepEqual(await refund(), refunded);
    assert.equal(await state(), 'refunded');
    assert.deepEqual(await takings(), { minor: 0, payments: 0 });
  }
});

test('more than the card allows is declined', async () => {
  for (const _ of ['asked', 'asked again'])
    assert.deepEqual(await take(100_001), declined('The card has a lower limit'));
  assert.deepEqual(await refund(), refunded);
  assert.equal(await state(), 'declined');
  assert.deepEqual(await takings(), { minor: 0, payments: 0 });
});

test('a refund of what was never paid is a success, and keeps it from being paid later', async () => {
  assert.deepEqual(await refund(), refunded);
  assert.deepEqual(await take(900), declined('The order was given up'));
  assert.deepEqual(await takings(), { minor: 0, payments: 0 });
  await assert.rejects(state(), { status: 404 });
});
