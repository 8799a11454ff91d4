import { describe, expect, test } from 'vitest';
import { checkDaprFiles, mayUse, metadataOf } from './check-files.fixture.ts';
import { planDesign, readDesign } from './plan-design.fixture.ts';

const order = 'data: { type: object, required: [orderId], properties: { orderId: { type: string } } }';

const brokers = {
  kafka: "type: kafka, servers: ['k:9092']",
  redis: "type: redis, servers: ['r:6379']",
  rabbitmq: "type: rabbitmq, servers: ['r:5672']",
  nats: "type: nats, servers: ['n:4222']",
  pulsar: "type: pulsar, servers: ['p:6650'], tenant: acme, namespace: sales",
  mqtt: "type: mqtt, servers: ['m:1883'], qos: 2",
  'aws-sns-sqs': 'type: aws-sns-sqs, region: eu-central-1',
  'gcp-pubsub': 'type: gcp-pubsub, project: acme-prod',
  'azure-service-bus': 'type: azure-service-bus, namespace: acme.servicebus.windows.net',
  'azure-event-hubs':
    'type: azure-event-hubs, namespace: acme.servicebus.windows.net, storage: acmecheckpoints',
} as const;

type Type = keyof typeof brokers;

interface Shop {
  /** More keys of the broker. */
  readonly broker?: string;
  /** More keys of the service that takes. */
  readonly service?: string;
  /** Settings of its subscription to `sales.order.paid`. */
  readonly paid?: string;
  readonly ordered?: boolean;
}

/** A shop on a broker; `stock-service` takes both topics. */
function shop(type: Type, { broker = '', service = '', paid = '', ordered = false }: Shop = {}) {
  return planDesign(
    readDesign(`
eda: 1
system: shop
domains: { sales: {} }
events:
  sales.order.placed: { key: orderId, ${order} }
  sales.order.paid: { key: orderId, ${order} }
topics:
  sales.order.placed: { address: placed }
  sales.order.paid: { address: paid, ordered: ${ordered} }
services:
  order-service: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
  stock-service:
    domain: sales
    defaults: { deadLetter: stock-dead-letter }
    ${service}
    subscribes: { sales.order.placed: {}, sales.order.paid: { ${paid} } }
environments: { live: { brokers: { pubsub: { ${brokers[type]}${broker === '' ? '' : `, ${broker}`} } } } }
`),
  );
}

type Planned = ReturnType<typeof shop>;

/** Metadata of the component that carries a topic of `stock-service`. */
function carrierOf(planned: Planned, topic: string): { readonly [name: string]: string } {
  const spec = subscriptionOf(planned, topic);
  return metadataOf(planned.read('live', `components/${spec.pubsubname}.yaml`));
}

function subscriptionOf(planned: Planned, topic: string) {
  const specs = planned
    .readAll('live', 'subscriptions/stock-service.yaml')
    .map(({ spec }) => spec as { pubsubname: string; topic: string; metadata?: unknown });
  const found = specs.find((spec) => spec.topic === topic);
  if (found === undefined) throw new Error(`nobody takes ${topic}: ${specs.map((spec) => spec.topic)}`);
  return found;
}

const entriesOf = (planned: Planned, component = 'pubsub') =>
  (planned.read('live', `components/${component}.yaml`).spec as { metadata: unknown[] }).metadata;

const types = Object.keys(brokers) as Type[];

describe.each(types)('%s', (type) => {
  test.each<[string, Shop]>([
    ['as it is', {}],
    [
      'with replicas, order and retries of a topic',
      { service: 'replicas: 3', paid: 'timeout: 5s', ordered: true },
    ],
    ['with a group and a broadcast', { service: 'group: stock-v2', paid: 'everyReplica: true' }],
  ])('every file is what Dapr takes, %s', (_, design) => {
    const planned = shop(type, design);
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
    expect(planned.diagnostics).toEqual([]);
  });

  test('two consumers of a service never are one on the broker', () => {
    const planned = shop(type, { paid: 'timeout: 5s' });
    const [placed, paid] = ['placed', 'paid'].map((topic) => carrierOf(planned, topic));
    const shares: readonly Type[] = [
      'kafka',
      'redis',
      'rabbitmq',
      'pulsar',
      'gcp-pubsub',
      'azure-service-bus',
    ];
    // Those name a consumer by group and topic, or the group joins topic by topic.
    if (shares.includes(type) || type === 'azure-event-hubs')
      expect(placed?.consumerID).toBe(paid?.consumerID);
    else expect(placed?.durableName ?? placed?.consumerID).not.toBe(paid?.durableName ?? paid?.consumerID);
  });
});

test('a component for each, by the type of its broker', () => {
  const of = (type: Type) =>
    (shop(type).read('live', 'components/pubsub.yaml').spec as { type: string }).type;
  expect(types.map(of)).toEqual([
    'pubsub.kafka',
    'pubsub.redis',
    'pubsub.rabbitmq',
    'pubsub.jetstream',
    'pubsub.pulsar',
    'pubsub.mqtt3',
    'pubsub.aws.snssqs',
    'pubsub.gcp.pubsub',
    'pubsub.azure.servicebus.topics',
    'pubsub.azure.eventhubs',
  ]);
});

describe('Pulsar', () => {
  test('an ordered topic is shared by keys, one message after the other', () => {
    const planned = shop('pulsar', { ordered: true });
    expect(carrierOf(planned, 'paid')).toMatchObject({ subscribeType: 'key_shared', processMode: 'sync' });
    expect(carrierOf(planned, 'placed')).toMatchObject({
      subscribeType: 'shared',
      processMode: 'async',
      maxConcurrentHandlers: '10',
      tenant: 'acme',
      namespace: 'sales',
    });
  });

  test('what is published to a shared key is not batched', () => {
    expect(metadataOf(shop('pulsar').read('live', 'components/pubsub.yaml')).disableBatching).toBe('true');
  });

  test('a broadcast leaves no subscription', () => {
    expect(carrierOf(shop('pulsar', { paid: 'everyReplica: true' }), 'paid')).toMatchObject({
      consumerID: '{uuid}',
      subscribeMode: 'non_durable',
    });
  });

  test('by OAuth 2', () => {
    const planned = shop('pulsar', { broker: 'auth: { type: oidc, secret: login }' });
    expect(entriesOf(planned)).toEqual(
      expect.arrayContaining([
        { name: 'host', value: 'pulsar+ssl://p:6650' },
        { name: 'enableTLS', value: 'true' },
        {
          name: 'oauth2ClientSecret',
          secretKeyRef: { name: 'LOGIN_CLIENT_SECRET', key: 'LOGIN_CLIENT_SECRET' },
        },
      ]),
    );
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });
});

describe('MQTT', () => {
  test('a service that runs once has a session that stays', () => {
    expect(carrierOf(shop('mqtt'), 'paid')).toMatchObject({
      consumerID: 'stock-service',
      cleanSession: 'false',
      qos: '2',
    });
  });

  test('publishers and takers never share a client id', () => {
    const planned = shop('mqtt');
    expect(metadataOf(planned.read('live', 'components/pubsub.yaml'))).toMatchObject({
      consumerID: '{uuid}',
      cleanSession: 'true',
      subscriptionScopes: 'order-service=',
    });
  });

  test('replicas share the work, each with a client id of its own', () => {
    const planned = shop('mqtt', { service: 'replicas: 2' });
    expect(carrierOf(planned, '$share/stock-service/paid')).toMatchObject({
      consumerID: '{uuid}',
      cleanSession: 'true',
    });
    const body = planned.read('live', 'components/pubsub--stock-service.yaml');
    expect(mayUse(body, 'subscriptionScopes', 'stock-service')).toContain('$share/stock-service/paid');
    expect(mayUse(body, 'publishingScopes', 'stock-service')).toEqual(new Set(['stock-dead-letter']));
  });

  test('a broadcast is not shared', () => {
    const planned = shop('mqtt', { service: 'replicas: 2', paid: 'everyReplica: true' });
    expect(carrierOf(planned, 'paid').consumerID).toBe('{uuid}');
  });

  test('of several servers the component takes one, which is said', () => {
    const planned = planDesign(
      readDesign(`
eda: 1
system: shop
domains: { sales: {} }
events: { sales.order.placed: { ${order} } }
services: { order-service: { domain: sales, publishes: [sales.order.placed] } }
environments: { live: { brokers: { pubsub: { type: mqtt, servers: ['a:1883', 'b:1883'] } } } }
`),
    );
    expect(planned.diagnostics).toMatchObject([
      { code: 'broker-servers', severity: 'warning', message: expect.stringContaining('b:1883') },
    ]);
  });
});

describe('SNS and SQS', () => {
  test('FIFO, and a queue that hides what is in work', () => {
    const planned = shop('aws-sns-sqs', { broker: 'fifo: true', paid: 'concurrency: 4' });
    expect(carrierOf(planned, 'paid')).toMatchObject({
      fifo: 'true',
      messageVisibilityTimeout: '265',
      messageMaxNumber: '4',
      concurrencyMode: 'parallel',
      concurrencyLimit: '4',
    });
  });

  test('keys of a secret; without one the login is the role’s', () => {
    const secret = shop('aws-sns-sqs', { broker: 'auth: { type: aws-iam, secret: aws }' });
    expect(entriesOf(secret)).toContainEqual({
      name: 'secretKey',
      secretKeyRef: { name: 'AWS_SECRET_KEY', key: 'AWS_SECRET_KEY' },
    });
    const role = shop('aws-sns-sqs', { broker: 'auth: { type: aws-iam }' });
    expect(JSON.stringify(entriesOf(role))).not.toContain('secretKeyRef');
  });
});

describe('Google Cloud Pub/Sub', () => {
  test('orders where a topic is ordered, publishers too', () => {
    const planned = shop('gcp-pubsub', { ordered: true });
    expect(metadataOf(planned.read('live', 'components/pubsub.yaml'))).toMatchObject({
      projectID: 'acme-prod',
      enableMessageOrdering: 'true',
      maxOutstandingMessages: '10',
    });
    expect(carrierOf(shop('gcp-pubsub'), 'paid').enableMessageOrdering).toBe('false');
  });

  test('the secret is the file of a service account', () => {
    const planned = shop('gcp-pubsub', { broker: 'auth: { type: gcp, secret: login }' });
    expect(entriesOf(planned)).toContainEqual({
      name: 'privateKey',
      secretKeyRef: { name: 'LOGIN_PRIVATE_KEY', key: 'LOGIN_PRIVATE_KEY' },
    });
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });
});

describe('Azure Service Bus', () => {
  test('an ordered topic has a session for each key', () => {
    const planned = shop('azure-service-bus', { ordered: true, paid: 'concurrency: 5' });
    expect(subscriptionOf(planned, 'paid').metadata).toEqual({
      requireSessions: 'true',
      maxConcurrentSessions: '5',
    });
    expect(subscriptionOf(planned, 'placed').metadata).toBeUndefined();
  });

  test('by identity, by secret, by connection string', () => {
    const names = (auth: string) =>
      entriesOf(shop('azure-service-bus', { broker: `auth: { ${auth} }` })).map(
        (entry) => (entry as { name: string }).name,
      );
    expect(names('type: azure')[0]).toBe('namespaceName');
    expect(names('type: azure, secret: login').slice(0, 4)).toEqual([
      'namespaceName',
      'azureTenantId',
      'azureClientId',
      'azureClientSecret',
    ]);
    const string = names('type: connection-string, secret: login');
    expect(string[0]).toBe('connectionString');
    expect(string).not.toContain('namespaceName');
  });
});

describe('Azure Event Hubs', () => {
  test('checkpoints have a container, order is by partition', () => {
    const planned = shop('azure-event-hubs', { ordered: true });
    expect(carrierOf(planned, 'paid')).toMatchObject({
      storageAccountName: 'acmecheckpoints',
      storageContainerName: 'shop-pubsub',
      enableInOrderMessageDelivery: 'true',
    });
    expect(carrierOf(planned, 'placed').enableInOrderMessageDelivery).toBe('false');
  });

  test('by connection strings, the storage has one as well', () => {
    const planned = shop('azure-event-hubs', { broker: 'auth: { type: connection-string, secret: hubs }' });
    expect(entriesOf(planned).slice(0, 2)).toEqual([
      { name: 'connectionString', secretKeyRef: { name: 'HUBS_VALUE', key: 'HUBS_VALUE' } },
      { name: 'storageConnectionString', secretKeyRef: { name: 'HUBS_STORAGE', key: 'HUBS_STORAGE' } },
    ]);
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });
});

describe('Kafka by passwords and tokens', () => {
  const login = (auth: string) => {
    const planned = shop('kafka', { broker: `auth: { ${auth}, secret: kafka }` });
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
    return metadataOf(planned.read('live', 'components/pubsub.yaml'));
  };

  test.each([
    ['type: password', 'SHA-512'],
    ['type: password, mechanism: SHA-512', 'SHA-512'],
    ['type: password, mechanism: SHA-256', 'SHA-256'],
    ['type: password, mechanism: PLAIN', 'PLAINTEXT'],
  ])('%s: the component is told %s', (auth, saslMechanism) => {
    expect(login(auth)).toMatchObject({ authType: 'password', saslMechanism, disableTls: 'false' });
  });

  test('a token is asked for with the scopes of the design', () => {
    expect(login('type: oidc').oidcScopes).toBe('openid');
    expect(login('type: oidc, scopes: [kafka, api://kafka/.default]').oidcScopes).toBe(
      'kafka,api://kafka/.default',
    );
  });
});

describe('Kafka by the roles of AWS', () => {
  const planDomain = (server: string, auth = 'type: aws-iam') =>
    planDesign(
      readDesign(`
eda: 1
system: shop
domains: { sales: {} }
events: { sales.order.placed: { ${order} } }
services: { order-service: { domain: sales, publishes: [sales.order.placed] } }
environments: { live: { brokers: { pubsub: { type: kafka, servers: ['${server}'], auth: { ${auth} } } } } }
`),
    );

  test.each([
    ['b-1.shop.abc.c2.kafka.eu-central-1.amazonaws.com:9098', 'eu-central-1'],
    ['boot-x.c1.kafka-serverless.us-gov-west-1.amazonaws.com:9098', 'us-gov-west-1'],
    ['b-1.shop.abc.c2.kafka.cn-north-1.amazonaws.com.cn:9098', 'cn-north-1'],
  ])('the region of %s is %s', (server, region) => {
    const planned = planDomain(server);
    expect(metadataOf(planned.read('live', 'components/pubsub.yaml'))).toMatchObject({
      authType: 'awsiam',
      region,
      disableTls: 'false',
    });
    expect(checkDaprFiles(planned.files('live'))).toEqual([]);
  });

  test('a server that tells no region is asked about', () => {
    expect(planDomain('kafka:9098').diagnostics).toMatchObject([{ code: 'broker-login', severity: 'error' }]);
  });
});
