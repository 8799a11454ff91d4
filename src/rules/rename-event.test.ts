import { describe, expect, it } from 'vitest';
import { lintText } from './testing/lint-text.ts';

const text = `eda: 1
system: shop
domains: { orders: { owner: a }, stock: { owner: b } }
schemas: { Thing: { type: object, required: [id], properties: { id: { type: string }, ref: { type: string } } } }
events:
  orders.order.create: { key: id, data: { $ref: '#/schemas/Thing' } } # orders.order.create in a comment stays
  orders.order.confirmed: { key: id, data: { $ref: '#/schemas/Thing' } }
  orders.order.cancelled: { key: id, data: { $ref: '#/schemas/Thing' } }
  orders.order.opened:
    deprecated: { since: 1.0.0, replacedBy: orders.order.create }
    data: { $ref: '#/schemas/Thing' }
  stock.item.reserved: { key: id, data: { $ref: '#/schemas/Thing' } }
topics:
  orders.order.create: { partitions: 6 }
services:
  order-service:
    domain: orders
    publishes: [orders.order.create]
    subscribes:
      orders.order.opened: { publishes: [orders.order.create] }
  stock-service: { domain: stock, subscribes: { orders.order.create: { publishes: [stock.item.reserved] } } }
aggregates:
  order: { service: order-service, key: id, events: [orders.order.confirmed, orders.order.create] }
projections:
  open-orders:
    service: stock-service
    from: [orders.order.create]
    key: id
    keys: { orders.order.create: ref }
    columns: { open: boolean }
sagas:
  buying:
    style: choreography
    key: id
    keys: { orders.order.create: ref }
    starts: orders.order.create
    steps: [{ name: reserve, service: stock-service, succeeds: stock.item.reserved, compensated: none }]
    completes: orders.order.confirmed
    aborts: orders.order.cancelled
`;

describe('the fix that renames an event', () => {
  const linted = lintText(text);
  const fix = linted.found.find(({ code }) => code === 'event-past-tense')?.fix;

  it('is offered, says how far it reaches, and is not safe', () => {
    expect(linted.read).toEqual([]);
    expect(fix).toMatchObject({
      safe: false,
      title: 'rename to orders.order.created here and in 10 other places',
    });
  });

  it('reaches every use and nothing else', () => {
    const mended = fix === undefined ? '' : linted.apply(fix);
    expect(mended.match(/orders\.order\.created/g)).toHaveLength(11);
    expect(mended.replaceAll('orders.order.created', 'orders.order.create')).toBe(text);
    expect(mended).toContain('# orders.order.create in a comment stays');
    const again = lintText(mended);
    expect(again.read).toEqual([]);
    const codes = again.found.map(({ code }) => code);
    expect(codes).not.toContain('event-past-tense');
    expect(codes).not.toContain('unknown-reference');
    expect(codes).not.toContain('topic-unused');
  });

  it('is not offered where the better name is taken', () => {
    const twice = text.replace(
      '  orders.order.confirmed:',
      '  orders.order.created: { data: { type: object } }\n  orders.order.confirmed:',
    );
    const finding = lintText(twice).found.find(({ code }) => code === 'event-past-tense');
    expect(finding?.message).toContain('did you mean orders.order.created?');
    expect(finding?.fix).toBeUndefined();
  });
});

it('a wrong reference is mended where it stands', () => {
  const wrong = text.replace('publishes: [stock.item.reserved]', 'publishes: [stock.item.resrved]');
  const linted = lintText(wrong);
  const fix = linted.found.find(({ code }) => code === 'unknown-reference')?.fix;
  expect(fix === undefined ? '' : linted.apply(fix)).toBe(text);
});

it('a topic with settings and without events is mended', () => {
  const wrong = text.replace(
    '  orders.order.create: { partitions: 6 }',
    '  order.order.create: { partitions: 6 }',
  );
  const linted = lintText(wrong);
  const fix = linted.found.find(({ code }) => code === 'topic-unused')?.fix;
  expect(fix === undefined ? '' : linted.apply(fix)).toBe(text);
});
