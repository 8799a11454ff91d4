import { describe, expect, test } from 'vitest';
import type { BrokerType } from '../model/architecture.ts';
import { brokerTypes } from './broker-facts.ts';
import { deliveriesOf } from './deliveries.ts';
import { effectiveDelivery } from './effective-delivery.ts';
import { deliveryIn, readShop } from './read-design.fixture.ts';

const brokers: { readonly [type in BrokerType]: string } = {
  'in-memory': '{ type: in-memory }',
  redis: "{ type: redis, servers: ['a:1'] }",
  kafka: "{ type: kafka, servers: ['a:1'] }",
  rabbitmq: "{ type: rabbitmq, servers: ['a:1'] }",
  nats: "{ type: nats, servers: ['a:1'], stream: shop }",
  pulsar: "{ type: pulsar, servers: ['a:1'] }",
  mqtt: "{ type: mqtt, servers: ['a:1'] }",
  'aws-sns-sqs': '{ type: aws-sns-sqs, region: eu }',
  'gcp-pubsub': '{ type: gcp-pubsub, project: shop }',
  'azure-service-bus': '{ type: azure-service-bus, namespace: shop }',
  'azure-event-hubs': '{ type: azure-event-hubs, namespace: shop, storage: offsets }',
};

const shop = (type: BrokerType, service = '', subscription = '{}', topic = '{}', broker = brokers[type]) =>
  readShop(`
topics: { orders.order.placed: ${topic} }
services:
  order-service: { domain: orders, publishes: [orders.order.placed, orders.order.closed] }
  stock-service: { domain: stock, ${service === '' ? '' : `${service},`} subscribes: { orders.order.placed: ${subscription} } }
environments: { production: { brokers: { pubsub: ${broker} } } }`);

test('RabbitMQ forgets what a publisher without an outbox is sending when its connection breaks', () => {
  const without = (type: BrokerType) =>
    deliveryIn(
      readShop(`
services:
  order-service: { domain: orders, database: none, publishes: [orders.order.placed] }
  shop-service: { domain: orders, publishes: [orders.order.placed] }
  stock-service: { domain: stock, subscribes: { orders.order.placed: {} } }
environments: { production: { brokers: { pubsub: ${brokers[type]} } } }`),
    ).losses.filter(({ how }) => how === 'unconfirmed');
  expect(without('rabbitmq')).toEqual([{ how: 'unconfirmed', publishers: ['order-service'] }]);
  expect(without('kafka')).toEqual([]);
});

describe.each(brokerTypes)('%s', (type) => {
  test('a service with a database loses nothing by failing, whatever carries its events', () => {
    const delivery = deliveryIn(shop(type));
    expect(delivery.end).toEqual({ kind: 'table', keyWaits: false });
    expect(delivery.duplicates).toBe('inbox');
    expect(delivery.losses.map(({ how }) => how).filter((how) => how !== 'retention')).toEqual(
      type === 'in-memory' ? ['broker-stopped'] : [],
    );
    // Five attempts of 30 s, and pauses of 0.5, 0.75, 1.125 and 1.6875 s with half as much again.
    expect(delivery.longest).toBe(5 * 30_000 + Math.ceil(1.5 * 4062.5));
    expect(delivery.order).toEqual({ kind: 'not-asked' });
  });

  test('an order is kept by one replica, or said not to be', () => {
    const { order } = deliveryIn(shop(type, '', '{}', '{ ordered: true }'));
    const lost = { mqtt: { reason: 'broker' }, 'aws-sns-sqs': { reason: 'needs', key: 'fifo', value: true } };
    expect(order).toEqual(
      type in lost
        ? { kind: 'lost', because: lost[type as keyof typeof lost] }
        : { kind: 'kept', acrossDeadLetters: true },
    );
  });

  test('given up without a dead letter is lost', () => {
    const { end, losses } = deliveryIn(shop(type, '', '{ deadLetter: none }'));
    expect(end).toEqual({ kind: 'lost' });
    expect(losses[0]).toEqual({ how: 'given-up' });
    const away = losses.find(({ how }) => how === 'service-away');
    expect(away !== undefined).toBe(['in-memory', 'redis', 'rabbitmq', 'azure-event-hubs'].includes(type));
  });
});

test.each<[BrokerType, string, boolean]>([
  ['redis', 'replicas: 2', false],
  ['nats', 'replicas: 2', true],
  ['rabbitmq', 'replicas: 2', true],
  ['kafka', 'replicas: 2', true],
  ['pulsar', 'replicas: 2', true],
  ['gcp-pubsub', 'replicas: 2', true],
  ['azure-service-bus', 'replicas: 2', true],
  ['azure-event-hubs', 'replicas: 2', true],
])('%s with %s keeps order: %s', (type, replicas, kept) => {
  expect(deliveryIn(shop(type, replicas, '{}', '{ ordered: true }')).order.kind).toBe(kept ? 'kept' : 'lost');
});

test('FIFO queues keep what one service publishes, and no more', () => {
  const fifo = '{ type: aws-sns-sqs, region: eu, fifo: true }';
  expect(deliveryIn(shop('aws-sns-sqs', '', '{}', '{ ordered: true }', fifo)).order.kind).toBe('kept');
  const two = readShop(`
defaults: { topicPer: entity, ordered: true }
services:
  order-service: { domain: orders, publishes: [orders.order.placed] }
  office-service: { domain: orders, publishes: [orders.order.closed] }
  stock-service: { domain: stock, subscribes: { orders.order.placed: {} } }
environments: { production: { brokers: { pubsub: ${fifo} } } }`);
  expect(deliveryIn(two).order).toEqual({
    kind: 'lost',
    because: { reason: 'publishers', publishers: ['order-service', 'office-service'] },
  });
});

test.each<[BrokerType, boolean]>([
  ['kafka', true],
  ['redis', true],
  ['nats', true],
  ['azure-event-hubs', true],
  ['rabbitmq', false],
  ['pulsar', false],
  ['mqtt', false],
  ['aws-sns-sqs', false],
  ['gcp-pubsub', false],
  ['azure-service-bus', false],
])('a dead-letter topic on %s that nobody takes keeps its events: %s', (type, kept) => {
  const { end, losses, duplicates } = deliveryIn(shop(type, 'database: none'));
  expect(end).toEqual({ kind: 'topic', name: 'stock-service.dead-letter', readers: [], kept });
  expect(losses.some(({ how }) => how === 'unread-dead-letter')).toBe(!kept);
  expect(duplicates).toBe('nothing');
});

test('a dead-letter topic that a service of the design takes is read', () => {
  const design = readShop(`
services:
  order-service: { domain: orders, publishes: [orders.order.placed, orders.order.closed] }
  stock-service:
    domain: stock
    database: none
    subscribes: { orders.order.placed: { deadLetter: orders.order.closed } }
  support-service: { domain: stock, subscribes: { orders.order.closed: {} } }
environments: { production: { brokers: { pubsub: ${brokers.rabbitmq} } } }`);
  expect(deliveryIn(design).end).toMatchObject({ kind: 'topic', readers: ['support-service'], kept: true });
});

test('without code of ours the sidecar counts, and without a dead letter it never ends', () => {
  expect(deliveryIn(shop('kafka', 'language: none')).terms.judge).toBe('sidecar');
  expect(deliveryIn(shop('kafka', 'language: none', '{ deadLetter: none }')).end).toEqual({
    kind: 'endless',
  });
  expect(deliveryIn(shop('redis', 'language: none', '{ deadLetter: none }')).end).toEqual({ kind: 'lost' });
});

test('Dapr cuts exponential retries after a quarter of an hour, and no others', () => {
  const long = '{ retry: { attempts: 50 } }';
  expect(deliveryIn(shop('kafka', '', long)).cutAfter).toBe(900_000);
  const constant = '{ retry: { attempts: 50, backoff: constant, interval: 30s } }';
  const { cutAfter, longest } = deliveryIn(shop('kafka', '', constant));
  expect(cutAfter).toBe(undefined);
  expect(longest).toBe(50 * 30_000 + 49 * 30_000);
});

test('a broker takes an event away that is in work for too long', () => {
  const hour = '{ retry: { attempts: 61, backoff: constant, interval: 1m }, timeout: 1s }';
  expect(deliveryIn(shop('rabbitmq', '', hour)).takenAwayAfter).toBe(1_800_000);
  expect(deliveryIn(shop('gcp-pubsub', '', hour)).takenAwayAfter).toBe(3_600_000);
  expect(deliveryIn(shop('aws-sns-sqs', '', hour)).takenAwayAfter).toBe(undefined);
  expect(deliveryIn(shop('kafka', '', hour)).takenAwayAfter).toBe(undefined);
  // An exponential retry ends before anybody takes it away.
  expect(deliveryIn(shop('rabbitmq', '', '{ retry: { attempts: 500 } }')).takenAwayAfter).toBe(undefined);
});

test.each<[BrokerType, string, string, string]>([
  ['kafka', '{}', '{}', 'partition'],
  ['kafka', '{ ordered: true }', '{}', 'partition'],
  ['redis', '{}', '{}', 'place'],
  ['redis', '{ ordered: true }', '{}', 'topic'],
  ['rabbitmq', '{ ordered: true }', '{}', 'topic'],
  ['gcp-pubsub', '{ ordered: true }', '{}', 'key'],
  ['pulsar', '{ ordered: true }', '{}', 'partition'],
])('on %s, %s, %s: a retry holds up its %s', (type, topic, subscription, blocks) => {
  expect(deliveryIn(shop(type, '', subscription, topic)).blocks).toBe(blocks);
});

test('the pauses are those of the whole topic, the attempts those of the event', () => {
  const design = readShop(`
defaults: { topicPer: entity }
services:
  order-service: { domain: orders, publishes: [orders.order.placed, orders.order.closed] }
  stock-service:
    domain: stock
    subscribes:
      orders.order.placed: { retry: { attempts: 3, max: 1s }, timeout: 5s }
      orders.order.closed: { retry: { attempts: 9, max: 60s }, timeout: 20s }
environments: { production: { brokers: { pubsub: ${brokers.kafka} } } }`);
  const { terms, longest } = deliveryIn(design);
  expect(terms.retry).toEqual({ attempts: 3, backoff: 'exponential', wait: 60_000 });
  expect(terms.timeout).toBe(20_000);
  expect(longest).toBe(3 * 20_000 + 1.5 * (500 + 750));
});

test('a projection runs behind the handler, within one delivery', () => {
  const design = readShop(`
services:
  order-service: { domain: orders, publishes: [orders.order.placed, orders.order.closed] }
  stock-service: { domain: stock, subscribes: { orders.order.placed: {} } }
projections:
  orders-placed: { service: stock-service, from: [orders.order.placed], key: id, columns: { placed: integer } }
environments: { production: { brokers: { pubsub: ${brokers.kafka} } } }`);
  expect(deliveryIn(design).terms.timeout).toBe(60_000);
});

test('subscriptions that say the same share what follows from it, and are what they are alone', () => {
  const events = Array.from({ length: 12 }, (_, index) => `orders.thing-${index}.placed`);
  const design = readShop(
    `
topics: { orders.thing-3.placed: { ordered: true }, orders.thing-5.placed: { ttl: 1h } }
services:
  order-service: { domain: orders, publishes: [orders.order.placed, orders.order.closed, ${events.join(', ')}] }
  stock-service:
    domain: stock
    subscribes: { ${events.map((event, index) => `${event}: ${index === 7 ? '{ deadLetter: none }' : '{}'}`).join(', ')} }
  print-service:
    domain: stock
    database: none
    defaults: { deadLetter: '{event}.lost' }
    subscribes: { ${events.map((event) => `${event}: {}`).join(', ')} }
environments:
  staging: { brokers: { pubsub: ${brokers.redis} } }
  production: { brokers: { pubsub: ${brokers.kafka} } }`,
    events,
  );
  const all = deliveriesOf(design);
  expect(all.length).toBe(2 * 12 * 3);
  for (const delivery of all) {
    const { service, subscription, placement } = delivery.terms;
    expect(delivery).toEqual(effectiveDelivery(design, service, subscription, placement.environment));
  }
});
