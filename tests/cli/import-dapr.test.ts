import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { project, runEda } from './run-eda.ts';

const resources = {
  'dapr/pubsub.yaml': `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: orders-pubsub }
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - { name: redisHost, value: 'redis:6379' }
    - { name: redisPassword, secretKeyRef: { name: redis-login, key: password } }
    - { name: publishingScopes, value: 'order-api=orders,Order-Paid;stock=dead' }
scopes: [order-api, stock]
`,
  'dapr/subscriptions.yaml': `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: orders }
spec: { pubsubname: orders-pubsub, topic: orders, routes: { default: /orders }, deadLetterTopic: dead }
scopes: [stock]
---
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: returns }
spec: { pubsubname: orders-pubsub, topic: returns, routes: { default: /returns } }
scopes: [stock]
---
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: dead }
spec: { pubsubname: orders-pubsub, topic: dead, routes: { default: /dead } }
scopes: [stock]
`,
};

test('eda import dapr writes a design that validates', async () => {
  const folder = project(resources);
  const { code, out, err } = await runEda(folder, ['import', 'dapr', 'dapr', '--name', 'shop']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('2 services, 3 topics');
  const design = parse(readFileSync(join(folder, 'eda.yaml'), 'utf8'));
  expect(design).toMatchObject({
    system: 'shop',
    topics: { 'shop.order-paid.published': { address: 'Order-Paid' } },
    services: {
      'order-api': { publishes: ['shop.orders.published', 'shop.order-paid.published'] },
      stock: {
        subscribes: {
          'shop.orders.published': { deadLetter: 'dead' },
          'shop.returns.published': { deadLetter: 'none' },
        },
      },
      'unknown-publisher': { external: true, publishes: ['shop.returns.published'] },
    },
    environments: {
      production: {
        brokers: {
          'orders-pubsub': {
            type: 'redis',
            servers: ['redis:6379'],
            auth: { type: 'password', secret: 'redis-login' },
          },
        },
      },
    },
  });
  const validated = await runEda(folder, ['validate', '--format', 'compact']);
  expect(validated.code, validated.out).toBe(0);
});

test.each<[string, string[], number, string]>([
  ['a file that is there', ['dapr', '--out', 'dapr/pubsub.yaml'], 2, 'is there already'],
  ['a folder that is not', ['gone'], 3, 'there is no such file'],
])('%s', async (_, args, expected, text) => {
  const { code, err } = await runEda(project(resources), ['import', 'dapr', ...args]);
  expect(err).toContain(text);
  expect(code).toBe(expected);
});

test('another format is not known', async () => {
  const { code, err } = await runEda(project(resources), ['import', 'helm', 'dapr']);
  expect(code).toBe(2);
  expect(err).toContain('helm cannot be imported');
});

test('an address that a secret holds is a note, not a guess in silence', async () => {
  const folder = project({
    ...resources,
    'dapr/pubsub.yaml': resources['dapr/pubsub.yaml'].replace(
      "value: 'redis:6379'",
      'secretKeyRef: { name: redis-login, key: host }',
    ),
  });
  const { code, err } = await runEda(folder, ['import', 'dapr', 'dapr']);
  expect(code).toBe(0);
  expect(err).toBe(
    "note: component orders-pubsub: a secret or variable holds what servers should say; write it in the place of 'unknown'\n",
  );
});

test('eda init --from a folder of Dapr files starts a project of them', async () => {
  const folder = project(resources);
  const { code, out, err } = await runEda(folder, ['init', '--from', 'dapr', '--dir', 'shop']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('2 services, 3 topics');
  expect(readFileSync(join(folder, 'shop/eda.yaml'), 'utf8')).toContain('system: shop');
  expect(
    readFileSync(join(folder, 'shop/infra/production/dapr/components/orders-pubsub.yaml'), 'utf8'),
  ).toContain('redis:6379');
});

const unscoped = resources['dapr/pubsub.yaml']
  .replace('scopes: [order-api, stock]\n', '')
  .replace(/.*publishingScopes.*\n/, '');

test('apps are those that a Compose file runs sidecars for, where resources name none', async () => {
  const folder = project({
    'dapr/components/pubsub.yaml': unscoped,
    'docker-compose.yaml': `services:
  stock: { image: stock }
  stock-dapr:
    image: daprio/daprd
    command: ["./daprd", "-app-id", "stock", "-app-port", "80"]
  orders-dapr:
    command: ./daprd --app-id=orders --app-port 80
  tool: { command: tool --app-id none }
`,
  });
  const { code, out, err } = await runEda(folder, ['import', 'dapr', '.', '--name', 'shop']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('2 services, 0 topics');
  const { services } = parse(readFileSync(join(folder, 'eda.yaml'), 'utf8'));
  expect(Object.keys(services)).toEqual(['stock', 'orders']);
});

test.each<[string, { readonly [path: string]: string }]>([
  ['nothing that runs', {}],
  [
    'an app that a variable names',
    {
      'compose.yaml':
        'services: { a: { command: [daprd, --app-id, $APP] }, b: { command: daprd --app-id b } }\n',
    },
  ],
])('where %s, it says what to add', async (_, files) => {
  const folder = project({ 'components/pubsub.yaml': unscoped, ...files });
  const { code, err } = await runEda(folder, ['import', 'dapr', '.']);
  expect(code).toBe(2);
  expect(err).toContain('name what runs them as well: dapr.yaml, a Compose file or deployments');
});

test.each<[string, string[], string[], object]>([
  [
    'SCRAM by SHA-256',
    ['saslMechanism: SHA-256'],
    ['saslPassword'],
    { type: 'password', mechanism: 'SHA-256' },
  ],
  ['SCRAM by SHA-512', ['saslMechanism: SHA-512'], ['saslPassword'], { type: 'password' }],
  ['PLAIN', ['saslMechanism: PLAINTEXT'], ['saslPassword'], { type: 'password', mechanism: 'PLAIN' }],
  [
    'a mechanism that the component does not know',
    ['saslMechanism: x'],
    ['saslPassword'],
    { mechanism: 'PLAIN' },
  ],
  [
    'scopes',
    ['oidcScopes: "openid, kafka"'],
    ['oidcClientSecret'],
    { type: 'oidc', scopes: ['openid', 'kafka'] },
  ],
  ['the scope that is asked for anyway', ['oidcScopes: openid'], ['oidcClientSecret'], { type: 'oidc' }],
])('a login of Kafka: %s', async (_, metadata, secrets, login) => {
  const entries = [
    ...['brokers: k:9092', ...metadata].map((line) => {
      const [name, ...value] = line.split(': ');
      return `{ name: ${name}, value: ${value.join(': ')} }`;
    }),
    ...secrets.map((name) => `{ name: ${name}, secretKeyRef: { name: kafka, key: ${name} } }`),
  ];
  const folder = project({
    'dapr/pubsub.yaml': `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub }
spec: { type: pubsub.kafka, version: v1, metadata: [${entries.join(', ')}] }
scopes: [stock]
`,
    'dapr/sub.yaml': `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: a }
spec: { topic: orders, pubsubname: pubsub, routes: { default: /orders } }
scopes: [stock]
`,
  });
  const { out, err } = await runEda(folder, ['import', 'dapr', 'dapr', '--name', 'shop']);
  expect(err + out).toContain('1 topic');
  const design = parse(readFileSync(join(folder, 'eda.yaml'), 'utf8'));
  const { auth } = design.environments.production.brokers.pubsub;
  expect(auth).toMatchObject({ secret: 'kafka', ...login });
  if (!('mechanism' in login)) expect(auth).not.toHaveProperty('mechanism');
  if (!('scopes' in login)) expect(auth).not.toHaveProperty('scopes');
  const { out: findings } = await runEda(folder, ['validate', '--format', 'compact']);
  expect(findings).not.toMatch(/\[(?:value|unknown-key|missing-key)\]/);
});
