import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles } from '../../spec/project-files.ts';
import { checkDaprFiles, mayUse, metadataOf } from './check-files.fixture.ts';
import { planDesign, readDesign } from './plan-design.fixture.ts';

const base = `
eda: 1
system: shop
domains: { sales: {}, stock: {} }
events:
  sales.order.placed: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
  sales.order.paid: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
  stock.item.reserved: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
`;

const services = `
services:
  order-service:
    domain: sales
    publishes: [sales.order.placed, sales.order.paid]
    calls: { stock-service: { getItem: { timeout: 500ms }, listItems: { timeout: 3s, circuitBreaker: { failures: 9, open: 10s } } } }
  stock-service:
    domain: stock
    publishes: [stock.item.reserved]
    subscribes: { sales.order.placed: {}, sales.order.paid: {} }
    serves: { getItem: { get: '/items/{id}' }, listItems: { get: /items } }
  mail-service:
    domain: sales
    database: none
    subscribes: { sales.order.placed: {} }
  silent-service: { domain: sales }
`;

const everyBroker = `
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  staging: { brokers: { pubsub: { type: redis, servers: ['redis:6379'], auth: { type: password, secret: redis-login } } } }
  production:
    brokers: { pubsub: { type: kafka, servers: ['a:9092', 'b:9092'], version: 3.8.0, tls: true, auth: { type: password, secret: kafka-login } } }
    secrets: { type: kubernetes }
    tracing: { endpoint: 'http://otel:4317', sample: 0.1 }
`;

describe('every file is what Dapr takes', () => {
  test.each(['todo', 'orders', 'iot', 'bank', 'large'])('the system %s', (system) => {
    const folder = fileURLToPath(new URL(`../../../tests/systems/${system}`, import.meta.url));
    const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
    if (architecture === undefined) throw new Error(`${system} cannot be read`);
    const planned = planDesign(architecture);
    for (const environment of Object.keys(architecture.environments)) {
      const files = planned.files(environment);
      expect(files.size).toBeGreaterThan(0);
      expect(checkDaprFiles(files)).toEqual([]);
    }
  });

  test('all three brokers', () => {
    const planned = planDesign(readDesign(base + services + everyBroker));
    for (const environment of ['local', 'staging', 'production']) {
      expect(checkDaprFiles(planned.files(environment))).toEqual([]);
    }
    expect(planned.diagnostics).toEqual([]);
  });

  test('two runs give the same bytes in the same order', () => {
    const run = () => [...planDesign(readDesign(base + services + everyBroker)).files('production')];
    expect(run()).toEqual(run());
  });

  test('the check itself finds what is wrong', () => {
    const files = planDesign(readDesign(base + services + everyBroker)).files('production');
    const break_ = (path: string, from: string | RegExp, to: string) =>
      checkDaprFiles(
        new Map([...files].map(([name, text]) => [name, name === path ? text.replace(from, to) : text])),
      );
    expect(break_('components/pubsub.yaml', 'name: brokers', 'name: servers')).toEqual([
      'components/pubsub.yaml: unknown metadata servers',
      'components/pubsub.yaml: metadata brokers is missing',
    ]);
    expect(break_('resiliency/stock-service.yaml', 'retry: inbound-pubsub', 'retry: gone')).not.toEqual([]);
    expect(break_('subscriptions/stock-service.yaml', 'pubsubname', 'pubsubName')).not.toEqual([]);
    expect(break_('subscriptions/stock-service.yaml', /kind: Subscription/g, 'kind: Resiliency')).toContain(
      'subscriptions/stock-service.yaml: holds more than one resource, and not only subscriptions',
    );
  });
});

describe('topic scopes', () => {
  const planned = planDesign(readDesign(base + services + everyBroker));
  const body = planned.read('production', 'components/pubsub.yaml');

  test('say exactly what the design says', () => {
    expect(metadataOf(body)).toMatchObject({
      publishingScopes:
        'order-service=sales.order.paid,sales.order.placed;' +
        'stock-service=stock-service.dead-letter,stock.item.reserved;mail-service=mail-service.dead-letter',
      subscriptionScopes:
        'order-service=;stock-service=sales.order.paid,sales.order.placed,stock-service.dead-letter;' +
        'mail-service=sales.order.placed',
      allowedTopics:
        'mail-service.dead-letter,sales.order.paid,sales.order.placed,stock-service.dead-letter,stock.item.reserved',
    });
  });

  test('protect every topic: an app that the scopes do not name gets none', () => {
    for (const environment of ['local', 'production']) {
      const { allowedTopics, protectedTopics } = metadataOf(
        planned.read(environment, 'components/pubsub.yaml'),
      );
      expect(allowedTopics).toContain('stock-service.dead-letter');
      expect(protectedTopics).toBe(allowedTopics);
    }
  });

  test('a service that neither publishes nor takes does not see the broker', () => {
    expect(body.scopes).toEqual(['order-service', 'stock-service', 'mail-service']);
  });

  test('a service without a database has no subscription to its dead letters', () => {
    const paths = [...planned.files('production').keys()].filter((path) => path.startsWith('subscriptions/'));
    expect(paths).toEqual(['subscriptions/stock-service.yaml', 'subscriptions/mail-service.yaml']);
    const namesIn = (path: string) => planned.readAll('production', path).map(({ metadata }) => metadata);
    expect(namesIn('subscriptions/stock-service.yaml')).toEqual([
      { name: 'stock-service--sales-order-placed' },
      { name: 'stock-service--sales-order-paid' },
      { name: 'stock-service--stock-service-dead-letter' },
    ]);
    expect(namesIn('subscriptions/mail-service.yaml')).toEqual([
      { name: 'mail-service--sales-order-placed' },
    ]);
  });
});

describe('retries', () => {
  const differing = (environments: string) =>
    planDesign(
      readDesign(`${base}
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service:
    domain: stock
    subscribes:
      sales.order.placed: {}
      sales.order.paid: { timeout: 5s, retry: { attempts: 8, backoff: constant, interval: 2s } }
${environments}`),
    );

  test('pump two times more than the design attempts', () => {
    const planned = planDesign(readDesign(base + services + everyBroker));
    expect(planned.read('production', 'resiliency/stock-service.yaml').spec).toEqual({
      policies: {
        timeouts: { 'inbound-pubsub': '30s' },
        retries: { 'inbound-pubsub': { policy: 'exponential', maxInterval: '30s', maxRetries: 7 } },
      },
      targets: {
        components: { pubsub: { inbound: { timeout: 'inbound-pubsub', retry: 'inbound-pubsub' } } },
      },
    });
  });

  test('that differ within a service have a component of their own', () => {
    const planned = differing(everyBroker);
    const own = 'pubsub--stock-service--sales-order-paid';
    expect(planned.readAll('production', 'subscriptions/stock-service.yaml')).toContainEqual(
      expect.objectContaining({
        metadata: { name: 'stock-service--sales-order-paid' },
        spec: expect.objectContaining({ pubsubname: own }),
      }),
    );
    expect(planned.read('production', `components/${own}.yaml`).scopes).toEqual(['stock-service']);
    expect(planned.read('production', 'resiliency/stock-service.yaml').spec).toMatchObject({
      policies: { retries: { [`inbound-${own}`]: { policy: 'constant', duration: '2s', maxRetries: 10 } } },
    });
    expect(metadataOf(planned.read('staging', `components/${own}.yaml`)).processingTimeout).toBe('1m15s');
    expect(checkDaprFiles(planned.files('production'))).toEqual([]);
  });

  test('in memory share the broker, with the more patient policy', () => {
    const planned = differing(everyBroker);
    expect([...planned.files('local').keys()].filter((path) => path.startsWith('components/'))).toEqual([
      'components/pubsub.yaml',
    ]);
    expect(planned.read('local', 'resiliency/stock-service.yaml').spec).toMatchObject({
      policies: {
        timeouts: { 'inbound-pubsub': '30s' },
        retries: { 'inbound-pubsub': { maxInterval: '30s', maxRetries: 10 } },
      },
    });
  });

  test('of a service that agrees with itself stay on the shared component', () => {
    const planned = planDesign(
      readDesign(`${base}
services:
  order-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service: { domain: stock, subscribes: { sales.order.placed: { retry: { attempts: 9 } } } }
${everyBroker}`),
    );
    expect(planned.read('production', 'resiliency/stock-service.yaml').spec).toMatchObject({
      policies: { retries: { 'inbound-pubsub': { maxRetries: 11 } } },
    });
  });

  test('of calls are the service’s: the sidecar has the outer bounds of all operations', () => {
    const planned = planDesign(readDesign(base + services));
    expect(planned.read('local', 'resiliency/order-service.yaml').spec).toEqual({
      policies: {
        timeouts: { 'call-stock-service': '3s' },
        circuitBreakers: {
          'call-stock-service': { maxRequests: 1, timeout: '10s', trip: 'consecutiveFailures >= 9' },
        },
      },
      targets: {
        apps: { 'stock-service': { timeout: 'call-stock-service', circuitBreaker: 'call-stock-service' } },
      },
    });
  });
});

describe('what Dapr keeps for a whole component', () => {
  const plan = (subscription: string, more = '') =>
    planDesign(
      readDesign(`${base}
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service: { domain: stock, ${more} subscribes: { sales.order.placed: {}, sales.order.paid: { ${subscription} } } }
${everyBroker}`),
    );
  const own = 'components/pubsub--stock-service--sales-order-paid.yaml';

  test('startAt', () => {
    const planned = plan('startAt: earliest');
    expect(metadataOf(planned.read('production', own)).initialOffset).toBe('oldest');
    expect(metadataOf(planned.read('production', 'components/pubsub.yaml')).initialOffset).toBe('newest');
    expect(planned.files('staging').has(own)).toBe(false);
  });

  test('everyReplica: a consumer group for each start, and no dead letters', () => {
    const planned = plan('everyReplica: true');
    expect(metadataOf(planned.read('production', own)).consumerID).toBe('{uuid}');
    expect(mayUse(planned.read('production', own), 'publishingScopes', 'stock-service').size).toBe(0);
    expect(metadataOf(planned.read('staging', own)).consumerID).toBe('{uuid}');
  });

  test('group: one component for all of the service', () => {
    const planned = plan('', 'group: stock-v2,');
    const body = planned.read('production', 'components/pubsub--stock-service.yaml');
    expect(metadataOf(body).consumerID).toBe('stock-v2');
    expect(mayUse(body, 'subscriptionScopes', 'stock-service')).toEqual(
      new Set(['sales.order.placed', 'sales.order.paid']),
    );
  });

  test('order on Redis: one worker, only for the ordered topic', () => {
    const planned = planDesign(
      readDesign(`${base}
topics: { sales.order.paid: { ordered: true, retention: 12h } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service: { domain: stock, subscribes: { sales.order.placed: {}, sales.order.paid: {} } }
${everyBroker}`),
    );
    expect(metadataOf(planned.read('staging', own)).concurrency).toBe('1');
    expect(metadataOf(planned.read('staging', 'components/pubsub.yaml'))).toMatchObject({
      concurrency: '10',
      streamTTL: '168h',
    });
    expect(planned.files('production').has(own)).toBe(false);
  });
});

describe('subscriptions', () => {
  test('one for a topic with several events; bulk where all say so', () => {
    const planned = planDesign(
      readDesign(`${base.replace('system: shop', 'system: shop\ndefaults: { topicPer: entity }')}
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service:
    domain: stock
    subscribes:
      sales.order.placed: { bulk: { max: 50, wait: 200ms } }
      sales.order.paid: { bulk: { max: 20, wait: 1s }, deadLetter: other.dead-letter }
`),
    );
    expect(planned.readAll('local', 'subscriptions/stock-service.yaml')[0]).toMatchObject({
      metadata: { name: 'stock-service--sales-order' },
      spec: {
        topic: 'sales.order',
        routes: { default: '/events/sales.order' },
        deadLetterTopic: 'stock-service.dead-letter',
        bulkSubscribe: { enabled: true, maxMessagesCount: 50, maxAwaitDurationMs: 1000 },
      },
    });
    expect(planned.diagnostics.map(({ code }) => code)).toEqual(['topic-settings-differ']);
  });

  test('parameters with a list of values are taken one by one', () => {
    const planned = planDesign(
      readDesign(`${base}
topics: { sales.order.placed: { address: 'orders.{region}', parameters: { region: { from: orderId, enum: [eu, us] } } } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed] }
  stock-service: { domain: stock, subscribes: { sales.order.placed: {} } }
`),
    );
    const subscriptions = planned.readAll('local', 'subscriptions/stock-service.yaml');
    expect(subscriptions.map(({ spec }) => (spec as { topic: string }).topic)).toEqual([
      'orders.eu',
      'orders.us',
      'stock-service.dead-letter',
    ]);
    const body = planned.read('local', 'components/pubsub.yaml');
    expect(mayUse(body, 'publishingScopes', 'order-service')).toEqual(new Set(['orders.eu', 'orders.us']));
    expect(checkDaprFiles(planned.files('local'))).toEqual([]);
  });

  test.each(['a,b', 'a;mail-service=sales.order.paid', 'a b', 'orders.{region}'])(
    'an address that scopes cannot hold is left out and reported: %s',
    (address) => {
      const planned = planDesign(
        readDesign(`${base}
topics: { sales.order.placed: { address: '${address}' } }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
`),
      );
      expect(planned.diagnostics.map(({ code }) => code)).toContain('topic-address');
      const body = planned.read('local', 'components/pubsub.yaml');
      expect(metadataOf(body).publishingScopes).toBe('order-service=sales.order.paid');
    },
  );
});

describe('environments', () => {
  test('on Kubernetes: callers by name, secrets of the cluster, nothing to run by hand', () => {
    const planned = planDesign(readDesign(base + services + everyBroker), { namespace: 'shop' });
    const paths = [...planned.files('production').keys()];
    expect(paths).not.toContain('dapr.yaml');
    expect(paths).not.toContain('components/secrets.yaml');
    expect(planned.read('production', 'components/pubsub.yaml').auth).toEqual({ secretStore: 'kubernetes' });
    expect(planned.read('production', 'configurations/stock-service.yaml').spec).toMatchObject({
      tracing: {
        samplingRate: '0.1',
        otel: { endpointAddress: 'otel:4317', isSecure: false, protocol: 'grpc' },
      },
      accessControl: {
        defaultAction: 'deny',
        policies: [
          {
            appId: 'order-service',
            namespace: 'shop',
            operations: [
              { name: '/items', httpVerb: ['GET'], action: 'allow' },
              { name: '/items/*', httpVerb: ['GET'], action: 'allow' },
            ],
          },
        ],
      },
    });
    expect(planned.read('production', 'configurations/order-service.yaml').spec).toMatchObject({
      accessControl: { defaultAction: 'deny', policies: [] },
    });
  });

  test('secrets are names, in a form that the store has', () => {
    const planned = planDesign(
      readDesign(`${base}${services}
environments:
  a: { brokers: { pubsub: { type: redis, servers: ['r:1'], auth: { type: password, secret: redis-login } } }, secrets: { type: env, prefix: SHOP_ } }
  b: { brokers: { pubsub: { type: redis, servers: ['r:1'], auth: { type: password, secret: redis-login } } }, secrets: { type: file, path: ./secrets.json } }
`),
    );
    expect(planned.files('a').get('components/pubsub.yaml')).toContain('key: REDIS_LOGIN_PASSWORD');
    expect(planned.files('b').get('components/pubsub.yaml')).toContain(
      'name: redis-login\n        key: password',
    );
    expect(metadataOf(planned.read('a', 'components/secrets.yaml'))).toEqual({ prefix: 'SHOP_' });
    expect(checkDaprFiles(planned.files('b'))).toEqual([]);
  });

  test('a secret for each service gives each a component of its own', () => {
    const planned = planDesign(
      readDesign(`${base}${services}
environments:
  live: { brokers: { pubsub: { type: kafka, servers: ['k:1'], auth: { type: password, secret: 'kafka-{service}' } } } }
`),
    );
    const paths = [...planned.files('live').keys()].filter((path) => path.startsWith('components/'));
    expect(paths).toEqual([
      'components/pubsub--order-service.yaml',
      'components/pubsub--stock-service.yaml',
      'components/pubsub--mail-service.yaml',
      'components/secrets.yaml',
    ]);
    expect(planned.files('live').get('components/pubsub--order-service.yaml')).toContain(
      'key: KAFKA_ORDER_SERVICE_PASSWORD',
    );
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test('services know where they run; ports follow the order of the design', () => {
    const planned = planDesign(readDesign(base + services));
    expect(planned.read('local', 'dapr.yaml').common).toMatchObject({
      apiListenAddresses: '127.0.0.1',
      env: { EDA_ENVIRONMENT: 'local' },
    });
    expect(planned.read('local', 'dapr.yaml').apps).toMatchObject([
      {
        appID: 'order-service',
        appDirPath: '../../../services/order-service',
        appPort: 7001,
        daprHTTPPort: 3501,
      },
      { appID: 'stock-service', appPort: 7002, daprHTTPPort: 3502, daprGRPCPort: 50_012, metricsPort: 9092 },
      { appID: 'mail-service', appPort: 7003 },
      { appID: 'silent-service', appPort: 7004 },
    ]);
  });

  test('RabbitMQ has quorum queues; one active replica keeps an ordered topic', () => {
    const rabbitmq = `
topics: { sales.order.placed: { ordered: true } }
environments: { live: { brokers: { pubsub: { type: rabbitmq, servers: ['r:5672'] } } } }
`;
    const planned = planDesign(readDesign(base + services + rabbitmq));
    expect(planned.readAll('live', 'subscriptions/stock-service.yaml').map(({ spec }) => spec)).toMatchObject(
      [
        { topic: 'sales.order.placed', metadata: { queueType: 'quorum', singleActiveConsumer: 'true' } },
        { topic: 'sales.order.paid', metadata: { queueType: 'quorum' } },
        { topic: 'stock-service.dead-letter', metadata: { queueType: 'quorum' } },
      ],
    );
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test('relays may ask RabbitMQ behind what they publish, by a topic that nobody takes', () => {
    const rabbitmq = `
environments: { live: { brokers: { pubsub: { type: rabbitmq, servers: ['r:5672'] } } } }
`;
    const planned = planDesign(readDesign(base + services + rabbitmq));
    const component = planned.read('live', 'components/pubsub.yaml');
    expect(metadataOf(component)).toMatchObject({
      reconnectWaitSeconds: '5s',
      allowedTopics: expect.stringContaining('shop.relay-probe'),
    });
    // One channel for several subscriptions mixes up who is answered what.
    const taken = planned.readAll('live', 'subscriptions/stock-service.yaml').map(({ spec }) => spec);
    expect(taken).toMatchObject([
      { topic: 'sales.order.placed', pubsubname: 'pubsub--stock-service--sales-order-placed' },
      { topic: 'sales.order.paid', pubsubname: 'pubsub--stock-service--sales-order-paid' },
      { topic: 'stock-service.dead-letter', pubsubname: 'pubsub--stock-service--dead-letters' },
    ]);
    const asks = (app: string) => mayUse(component, 'publishingScopes', app).has('shop.relay-probe');
    const apps = ['order-service', 'stock-service', 'mail-service', 'silent-service'];
    expect(apps.filter(asks)).toEqual(['order-service', 'stock-service']);
    const texts = [...planned.files('live')].filter(([path]) => path.startsWith('subscriptions/'));
    expect(texts.filter(([, text]) => text.includes('relay-probe'))).toEqual([]);
  });

  test('a virtual host of RabbitMQ wants a whole URL beside the password', () => {
    const broker = `
environments: { live: { brokers: { pubsub: { type: rabbitmq, servers: ['r:5672'], vhost: shop, auth: { type: password, secret: rabbitmq } } } } }
`;
    const planned = planDesign(readDesign(base + services + broker));
    expect(planned.diagnostics).toMatchObject([
      { code: 'broker-login', severity: 'info', help: expect.stringContaining('@r:5672/shop') },
    ]);
    const key = 'RABBITMQ_CONNECTION_STRING';
    expect(planned.read('live', 'components/pubsub.yaml').spec).toMatchObject({
      metadata: expect.arrayContaining([{ name: 'connectionString', secretKeyRef: { name: key, key } }]),
    });
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test('names are found by sqlite where that is asked for', () => {
    const planned = planDesign(readDesign(base + services), { nameResolution: 'sqlite' });
    expect(planned.read('local', 'config.yaml').spec).toMatchObject({
      nameResolution: { component: 'sqlite' },
    });
  });

  test('a login that cannot be generated leaves no component and no subscription', () => {
    const planned = planDesign(
      readDesign(`${base}${services}
environments: { live: { brokers: { pubsub: { type: redis, servers: ['r:1'], auth: { type: gcp, secret: s } } } } }
`),
    );
    expect(planned.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['broker-login', 'error'],
    ]);
    expect(
      [...planned.files('live').keys()].filter((path) => /^(components|subscriptions)\//.test(path)),
    ).toEqual([]);
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test('services without code are nothing to run', () => {
    const planned = planDesign(
      readDesign(`${base}services: { audit-service: { domain: sales, language: none } }`),
    );
    expect([...planned.files('local').keys()]).toEqual(['config.yaml']);
  });
});
