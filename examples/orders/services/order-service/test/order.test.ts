import { test } from 'node:test';
import { givenOrder } from '../src/generated/scenarios.ts';

const order = {
  orderId: '0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11',
  customerId: '6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22',
  lines: [{ sku: 'tea', quantity: 2, unitPrice: { minor: 450, currency: 'EUR' } }],
  total: { minor: 900, currency: 'EUR' },
  address: { street: 'Main Street 1', city: 'Dublin', country: 'IE' },
};
const placed = { name: 'ordering.order.placed', data: order } as const;
const confirmed = {
  name: 'ordering.order.confirmed',
  data: { orderId: order.orderId, trackingCode: 'P-1' },
} as const;

test('an order is placed once', () => {
  givenOrder().when({ type: 'place', order }).thenStores(placed);
  givenOrder(placed).when({ type: 'place', order }).thenNothing();
  const other = { ...order, total: { minor: 1, currency: 'EUR' } };
  givenOrder(placed).when({ type: 'place', order: other }).thenRejects('Another order has the id');
});

test('the first end counts', () => {
  givenOrder(placed).when({ type: 'confirm', trackingCode: 'P-1' }).thenStores(confirmed);
  givenOrder(placed, confirmed).when({ type: 'cancel', reason: 'too late' }).thenNothing();
});

test('nothing can be said of an order that nobody placed', () => {
  givenOrder().when({ type: 'note', text: 'urgent' }).thenRejects('There is no such order');
});
