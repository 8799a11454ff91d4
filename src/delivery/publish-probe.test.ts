import { describe, expect, test } from 'vitest';
import { brokerTypes } from './broker-facts.ts';
import { publishProbes } from './publish-probe.ts';
import { readShop } from './read-design.fixture.ts';

const probesOf = (text: string, service = 'order-service') => {
  const architecture = readShop(text);
  const { [service]: found } = architecture.services;
  const { production } = architecture.environments;
  if (found === undefined || production === undefined) throw new Error('the design lacks a part');
  return [...publishProbes(architecture, found, production)];
};

const shop = (settings: string, more = '', broker = "type: rabbitmq, servers: ['r:1']") => `
services:
  order-service: { domain: orders, ${settings}publishes: [orders.order.placed] }
  stock-service: { domain: stock, subscribes: { orders.order.placed: {} } }
${more}
environments: { production: { brokers: { pubsub: { ${broker} } } } }`;

describe('what a relay asks RabbitMQ with', () => {
  const probe = ['pubsub', { topic: 'shop.relay-probe', reconnectWaitSeconds: 5 }];

  test('is of the system, for those that publish by a relay', () => {
    expect(probesOf(shop(''))).toEqual([probe]);
    expect(probesOf(shop(''), 'stock-service')).toEqual([]);
    expect(probesOf(shop('database: none, '))).toEqual([]);
    expect(probesOf(shop('language: none, '))).toEqual([]);
  });

  test.each([
    ['a topic', 'topics: { orders.order.placed: { address: shop.relay-probe } }'],
    ['dead letters', 'defaults: { deadLetter: shop.relay-probe }'],
    [
      'one of a topic with parameters',
      'topics: { orders.order.placed: { address: "shop.{kind}", parameters: { kind: { from: orderId, enum: [relay-probe] } } } }',
    ],
  ])('has a name that %s has not', (_, more) => {
    expect(probesOf(shop('', more))).toMatchObject([['pubsub', { topic: 'shop.relay-probe-2' }]]);
  });

  test('is asked of no broker whose word is enough', () => {
    const others = brokerTypes.filter((type) => type !== 'rabbitmq');
    expect(others.length).toBeGreaterThan(5);
    for (const type of ['kafka', 'redis', 'pulsar']) {
      expect(probesOf(shop('', '', `type: ${type}, servers: ['r:1']`))).toEqual([]);
    }
    expect(probesOf(shop('', '', 'type: in-memory'))).toEqual([]);
  });
});
