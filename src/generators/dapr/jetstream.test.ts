import { describe, expect, test } from 'vitest';
import { checkDaprFiles, mayUse, metadataOf } from './check-files.fixture.ts';
import { consumerName } from './jetstream-names.ts';
import { planDesign, readDesign } from './plan-design.fixture.ts';

const order = 'data: { type: object, required: [orderId], properties: { orderId: { type: string } } }';

/** A shop whose stock service takes what is said, with more settings of the service. */
function shop(subscribes: string, more = '', broker = "{ type: nats, servers: ['nats:4222'] }", topics = '') {
  return planDesign(
    readDesign(`
eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: orderId, ${order} }
  sales.order.paid: { key: orderId, ${order} }
${topics}
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service: { domain: sales, ${more} subscribes: ${subscribes} }
environments: { live: { brokers: { pubsub: ${broker} } } }
`),
  );
}

const both = '{ sales.order.placed: {}, sales.order.paid: {} }';
const paid = 'components/pubsub--stock-service--sales-order-paid.yaml';

test('every file is what Dapr takes', () => {
  const planned = shop(both);
  expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  expect(planned.diagnostics).toEqual([]);
});

test('each subscription has a component, and each component one consumer of its own', () => {
  const planned = shop(both);
  const carriers = planned
    .readAll('live', 'subscriptions/stock-service.yaml')
    .map(({ spec }) => (spec as { pubsubname: string }).pubsubname);
  expect(new Set(carriers).size).toBe(3);
  const durables = carriers.map((name) => {
    const body = planned.read('live', `components/${name}.yaml`);
    expect(mayUse(body, 'subscriptionScopes', 'stock-service').size).toBe(1);
    const { durableName, queueGroupName } = metadataOf(body);
    expect(queueGroupName).toBe(durableName);
    return durableName;
  });
  expect(new Set(durables).size).toBe(3);
});

test('what only publishes has no consumer, and publishes through one component', () => {
  const metadata = metadataOf(shop(both).read('live', 'components/pubsub.yaml'));
  expect(metadata.publishingScopes).toBe('order-service=sales.order.paid,sales.order.placed');
  expect(Object.keys(metadata)).not.toContain('durableName');
  expect(Object.keys(metadata)).not.toContain('streamName');
});

test('topics whose files would be named alike have components of their own', () => {
  const planned = shop(
    both,
    '',
    undefined,
    "topics: { sales.order.placed: { address: 'orders.{kind}', parameters: { kind: { from: orderId, enum: [a-b, a.b] } } } }",
  );
  const bodies = planned
    .readAll('live', 'subscriptions/stock-service.yaml')
    .map(({ spec }) => spec as { pubsubname: string; topic: string });
  const carriers = new Map(bodies.map(({ topic, pubsubname }) => [topic, pubsubname]));
  expect(carriers.get('orders.a-b')).not.toBe(carriers.get('orders.a.b'));
  expect(checkDaprFiles(planned.files('live'))).toEqual([]);
});

test.each([
  ['startAt: earliest', 'all'],
  ['startAt: latest', 'new'],
])('%s', (setting, policy) => {
  const planned = shop(`{ sales.order.paid: { ${setting} } }`);
  expect(metadataOf(planned.read('live', paid)).deliverPolicy).toBe(policy);
});

describe('in work at once', () => {
  test('each replica has one, since those beside each other would be acknowledged unhandled', () => {
    const planned = shop('{ sales.order.paid: { concurrency: 4, timeout: 20s } }', 'replicas: 3,');
    const one = metadataOf(shop('{ sales.order.paid: { timeout: 20s } }').read('live', paid));
    const three = metadataOf(planned.read('live', paid));
    expect(three).toMatchObject({ maxAckPending: '3', concurrency: 'single' });
    // A replica may have got all three, one behind the other.
    const seconds = (text = '') =>
      Number(/(\d+)m/.exec(text)?.[1] ?? 0) * 60 + Number(/(\d+)s/.exec(text)?.[1] ?? 0);
    expect(seconds(three.ackWait)).toBe(3 * seconds(one.ackWait));
  });

  test('an ordered topic has one message in work over all replicas', () => {
    const planned = shop(both, 'replicas: 3,', undefined, 'topics: { sales.order.paid: { ordered: true } }');
    expect(metadataOf(planned.read('live', paid))).toMatchObject({
      maxAckPending: '1',
      concurrency: 'single',
    });
  });

  test('nothing goes to a second worker before all attempts are over', () => {
    const planned = shop(
      '{ sales.order.paid: { timeout: 20s, retry: { attempts: 2, backoff: constant, interval: 1s } } }',
    );
    // Five attempts of the sidecar, 20 s each, with four pauses.
    expect(metadataOf(planned.read('live', paid)).ackWait).toBe('1m44s');
  });
});

test('everyReplica has a consumer that ends with the replica', () => {
  const metadata = metadataOf(shop('{ sales.order.paid: { everyReplica: true } }').read('live', paid));
  expect(Object.keys(metadata)).not.toContain('durableName');
  expect(Object.keys(metadata)).not.toContain('queueGroupName');
});

describe('the stream, which Dapr does not create', () => {
  const streamOf = (planned: ReturnType<typeof shop>, name = 'shop-pubsub') =>
    JSON.parse(planned.files('live', 'nats').get(`${name}.stream.json`) ?? '{}') as {
      readonly [key: string]: unknown;
    };

  test('carries exactly what is published and taken', () => {
    expect(streamOf(shop(both))).toMatchObject({
      name: 'shop-pubsub',
      subjects: ['sales.order.paid', 'sales.order.placed'],
      max_age: 7 * 24 * 3600 * 1e9,
    });
  });

  test('dead letters have a stream of their own: their ids are those of their events', () => {
    const planned = shop(both);
    const name = 'shop-pubsub_stock-service_dead-letter';
    expect(streamOf(planned, name)).toMatchObject({
      name,
      subjects: ['stock-service.dead-letter'],
      duplicate_window: 100e6,
    });
    const component = planned.read(
      'live',
      'components/pubsub--stock-service--stock-service-dead-letter.yaml',
    );
    expect(metadataOf(component)).toMatchObject({ streamName: name });
  });

  test('is called what the design says; three servers keep three copies', () => {
    const broker = "{ type: nats, servers: ['a:4222', 'b:4222', 'c:4222'], stream: ORDERS }";
    const planned = shop(both, '', broker);
    expect(streamOf(planned, 'ORDERS')).toMatchObject({ name: 'ORDERS', num_replicas: 3 });
    expect(metadataOf(planned.read('live', paid))).toMatchObject({
      streamName: 'ORDERS',
      natsURL: 'nats://a:4222,nats://b:4222,nats://c:4222',
    });
  });

  test('remembers ids no longer than messages', () => {
    const topics = 'topics: { sales.order.placed: { retention: 1m }, sales.order.paid: { retention: 1m } }';
    expect(streamOf(shop(both, '', undefined, topics))).toMatchObject({
      max_age: 60e9,
      duplicate_window: 60e9,
    });
  });

  test('kept for ever has no age', () => {
    const topics = 'topics: { sales.order.paid: { retention: forever } }';
    expect(streamOf(shop(both, '', undefined, topics))).toMatchObject({ max_age: 0 });
  });

  test('lists the consumers with the settings that sidecars ask for', () => {
    const consumers = shop(both).files('live', 'nats').get('shop-pubsub.consumers');
    const metadata = metadataOf(shop(both).read('live', paid));
    expect(metadata.ackWait).toBe('4m25s');
    expect(consumers).toContain(`\n${metadata.durableName} ${metadata.maxAckPending} 265s\n`);
  });

  test.each(['a b', 'a.b', '$(touch x)', '../x', "'"])('a name for no file and no shell: %s', (name) => {
    const planned = shop(both, '', `{ type: nats, servers: ['n:1'], stream: ${JSON.stringify(name)} }`);
    expect(new Set(planned.diagnostics.map(({ code }) => code))).toEqual(new Set(['stream-name']));
    expect(planned.files('live', 'nats').size).toBe(0);
    expect([...planned.files('live').keys()].filter((path) => path.startsWith('components/'))).toEqual([]);
  });
});

describe('logins', () => {
  test('a token is a secret', () => {
    const planned = shop(
      both,
      '',
      "{ type: nats, servers: ['n:4222'], tls: true, auth: { type: token, secret: nats-login } }",
    );
    expect((planned.read('live', paid).spec as { metadata: unknown[] }).metadata).toEqual(
      expect.arrayContaining([
        { name: 'natsURL', value: 'tls://n:4222' },
        { name: 'token', secretKeyRef: { name: 'NATS_LOGIN_TOKEN', key: 'NATS_LOGIN_TOKEN' } },
      ]),
    );
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test.each(['password', 'mtls'])('%s has no way through Dapr', (type) => {
    const planned = shop(both, '', `{ type: nats, servers: ['n:1'], auth: { type: ${type}, secret: s } }`);
    expect(new Set(planned.diagnostics.map(({ code }) => code))).toEqual(new Set(['broker-login']));
  });
});

test('names of consumers tell groups and subjects apart', () => {
  const pairs = [
    ['a', 'b.c'],
    ['a', 'b-c'],
    ['a', 'b_c'],
    ['a', 'b=c'],
    ['a_b', 'c'],
    ['a', 'b..c'],
    ['a', 'bé'],
  ] as const;
  const names = pairs.map(([group, subject]) => consumerName(group, subject));
  expect(new Set(names).size).toBe(pairs.length);
  for (const name of names) expect(name).toMatch(/^[^\s.*>/\\]+$/);
});
