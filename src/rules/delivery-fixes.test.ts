import { expect, test } from 'vitest';
import { lintText } from './testing/lint-text.ts';

const design = (topics: string, subscription: string, events = '') => `eda: 1
system: shop
domains: { orders: { owner: orders } }
events:
  orders.order.placed: { key: id, topic: orders/placed, data: { $ref: '#/schemas/Thing' } }
${events}topics:
${topics}
services:
  order-service: { domain: orders, publishes: [orders.order.placed] }
  stock-service:
    domain: orders
    subscribes:
      orders.order.placed: ${subscription}
environments:
  production: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'], auth: { type: password, secret: kafka } } } }
schemas:
  Thing: { type: object, required: [id], properties: { id: { type: string } } }
`;

/** The text with the fix of the first finding of a rule, and whether that is safe. */
function fixed(text: string, rule: string): { readonly safe: boolean; readonly text: string } {
  const linted = lintText(text);
  const fix = linted.found.find(({ code }) => code === rule)?.fix;
  if (fix === undefined) throw new Error(`no fix of ${rule}`);
  return { safe: fix.safe, text: linted.apply(fix) };
}

test('a name that a broker does not take gets an address that it takes', () => {
  const { safe, text } = fixed(design('  orders/placed: { partitions: 12 }', '{}'), 'broker-name');
  expect(safe).toBe(false);
  expect(text).toContain('  orders/placed: { partitions: 12, address: "orders.placed" }');
  expect(lintText(text).found.filter(({ code }) => code === 'broker-name')).toEqual([]);
});

test('a written address is mended where it stands', () => {
  const { text } = fixed(design('  orders/placed: { address: orders+placed }', '{}'), 'broker-name');
  expect(text).toContain('  orders/placed: { address: orders.placed }');
});

test('an address that another topic has is not proposed', () => {
  const taken = design(
    '  orders/placed: { partitions: 12 }',
    '{}',
    "  orders.order.seen: { key: id, topic: orders.placed, data: { $ref: '#/schemas/Thing' } }\n",
  );
  const { found } = lintText(taken);
  expect(found.find(({ code }) => code === 'broker-name')?.fix).toBe(undefined);
});

test('a dead letter that nothing reaches is taken away safely', () => {
  const topics = '  orders/placed: { address: orders }';
  const { safe, text } = fixed(
    design(topics, '{ everyReplica: true, idempotent: false, deadLetter: lost }'),
    'dead-letter-unreachable',
  );
  expect(safe).toBe(true);
  expect(text).toContain('orders.order.placed: { everyReplica: true, idempotent: false }');
});
