import { describe, expect, test, vi } from 'vitest';
import { daprCodes } from './codes.ts';
import { lintResources } from './lint-resources.ts';

/** `code line` of each finding, in files of one folder. */
function lint(files: { readonly [path: string]: string }): string[] {
  return lintResources(Object.entries(files).map(([path, text]) => ({ path, text }))).diagnostics.map(
    ({ code, at }) => `${code} ${lineOf(files[at.file] ?? '', at.range?.offset ?? 0)}`,
  );
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const component = (metadata: string, more = '', type = 'pubsub.redis') => `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub }
spec:
  type: ${type}
  version: v1
  metadata:
    ${metadata}
${more}`;

const subscription = (spec: string, scopes = '[stock]', name = 'placed') => `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: ${name} }
spec:
  pubsubname: pubsub
  ${spec}
scopes: ${scopes}
`;

const resiliency = (
  inbound: string,
  policies = 'retries: { five: { policy: constant, duration: 1s, maxRetries: 5 } }',
) =>
  `apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata: { name: policies }
spec:
  policies: { ${policies} }
  targets: { components: { pubsub: { inbound: { ${inbound} } } } }
`;

const redis = component('- { name: redisHost, value: redis:6379 }');
const plain = 'topic: placed\n  routes: { default: /placed }';

/** What is wrong, by what has to be found: `code line`. */
const cases: readonly [name: string, files: { readonly [path: string]: string }, found: readonly string[]][] =
  [
    ['nothing', { 'c.yaml': redis, 's.yaml': subscription(plain), 'r.yaml': resiliency('retry: five') }, []],
    ['no YAML', { 'c.yaml': 'apiVersion: dapr.io/v1alpha1\nkind: [Component' }, ['dapr-yaml 2']],
    ['a kind', { 'c.yaml': redis.replace('kind: Component', 'kind: Componemt') }, ['dapr-kind 2']],
    ['a version', { 's.yaml': subscription(plain).replace('v2alpha1', 'v2') }, ['dapr-kind 1']],
    ['a key', { 'c.yaml': `${redis}scope: [stock]\n` }, ['dapr-unknown-key 9']],
    ['a key by its case', { 'c.yaml': `${redis}auth: { secretstore: s }\n` }, ['dapr-unknown-key 9']],
    ['a missing key', { 's.yaml': subscription('routes: { default: /a }') }, ['dapr-missing-key 4']],
    ['a type', { 's.yaml': subscription(`${plain}\n  bulkSubscribe: { enabled: 'yes' }`) }, ['dapr-type 8']],
    ['a component type', { 'c.yaml': component('[]', '', 'pubsub.reddis') }, ['dapr-component-type 5']],
    [
      'a component of a kind that Dapr does not have',
      { 'c.yaml': component('[]', '', 'exporters.zipkin') },
      ['dapr-component-type 5'],
    ],
    [
      'a key one level too low: it is not missing as well',
      {
        'r.yaml': resiliency('retry: five')
          .replace('  targets:', '    targets:')
          .replace(
            'policies: { retries: { five: { policy: constant, duration: 1s, maxRetries: 5 } } }',
            'policies:\n    retries: { five: { policy: constant, duration: 1s, maxRetries: 5 } }',
          ),
      },
      ['dapr-unknown-key 7'],
    ],
    [
      'policies one level too high: they are not unused as well',
      { 'c.yaml': redis, 'r.yaml': resiliency('').replace('inbound: {  }', 'retry: five') },
      ['dapr-unknown-key 6'],
    ],
    [
      'a component version',
      { 'c.yaml': redis.replace('version: v1', 'version: v3') },
      ['dapr-component-type 6'],
    ],
    [
      'misspelt metadata',
      {
        'c.yaml': component(
          '- { name: redisHost, value: r:1 }\n    - { name: redeliverIntreval, value: 1s }',
        ),
      },
      ['dapr-metadata 9'],
    ],
    [
      'metadata twice',
      { 'c.yaml': component('- { name: redisHost, value: r:1 }\n    - { name: REDISHOST, value: r:2 }') },
      ['dapr-duplicate 9'],
    ],
    [
      'metadata that are missing',
      { 'c.yaml': component('- { name: redisDB, value: 1 }') },
      ['dapr-metadata-missing 7'],
    ],
    [
      'a login that lacks something',
      {
        'c.yaml': component(
          '- { name: brokers, value: k:1 }\n    - { name: authType, value: password }',
          '',
          'pubsub.kafka',
        ),
      },
      ['dapr-metadata-missing 7'],
    ],
    [
      'metadata that exclude each other',
      {
        'c.yaml': component(
          '- { name: redisHost, value: r:1 }\n    - { name: streamTTL, value: 1h }\n    - { name: maxLenApprox, value: 5 }',
        ),
      },
      ['dapr-metadata 7'],
    ],
    [
      'values of another type',
      {
        'c.yaml': component(
          '- { name: redisHost, value: r:1 }\n    - { name: redisDB, value: first }\n    - { name: enableTLS, value: maybe }\n    - { name: processingTimeout, value: long }\n    - { name: redisType, value: ring }',
        ),
      },
      ['dapr-type 9', 'dapr-type 10', 'dapr-type 11', 'dapr-type 12'],
    ],
    [
      'a variable that daprd keeps',
      { 'c.yaml': component('- { name: redisHost, envRef: DAPR_API_TOKEN }') },
      ['dapr-metadata 8'],
    ],
    [
      'a secret',
      {
        'c.yaml': component(
          '- { name: redisHost, value: r:1 }\n    - { name: redisPassword, value: hunter2 }',
        ),
      },
      ['dapr-plain-secret 9'],
    ],
    [
      'a login in a URL',
      { 'c.yaml': component("- { name: url, value: 'tcp://me:hunter2@mqtt:1883' }", '', 'pubsub.mqtt3') },
      ['dapr-plain-secret 8'],
    ],
    [
      'no secret: an address, the path of a file, what a template fills in',
      {
        'c.yaml': component(
          "- { name: connectionString, value: 'amqp://rabbit:5672' }\n    - { name: clientKey, value: /certs/key.pem }\n    - { name: password, value: '{{ password }}' }",
          '',
          'pubsub.rabbitmq',
        ),
        'd.yaml': component(
          "- { name: redisHost, value: r:1 }\n    - { name: redisPassword, value: '{env:REDIS_PASSWORD}' }",
        ).replace('name: pubsub', 'name: other'),
      },
      [],
    ],
    [
      'no former names: others that daprd registers, and its documentation writes',
      {
        'c.yaml': component('[]', '', 'bindings.postgresql'),
        'd.yaml': component('[]', '', 'state.consul').replace('name: pubsub', 'name: store'),
        'e.yaml': component('[]', '', '"pubsub.{{ .Values.broker }}"').replace(
          'name: pubsub',
          'name: broker',
        ),
      },
      [],
    ],
    [
      'a component that is not there',
      { 'c.yaml': redis.replace('name: pubsub', 'name: pubsubs'), 's.yaml': subscription(plain) },
      ['dapr-reference 5'],
    ],
    [
      'a component that its app does not see',
      { 'c.yaml': `${redis}scopes: [order]\n`, 's.yaml': subscription(plain) },
      ['dapr-reference 5'],
    ],
    [
      'a store that is not there',
      {
        'c.yaml': `${redis}auth: { secretStore: vault }\n`,
        'd.yaml': component('[]', '', 'pubsub.in-memory').replace('name: pubsub', 'name: memory'),
      },
      ['dapr-reference 9'],
    ],
    [
      'an app that is not there',
      { 'c.yaml': `${redis}scopes: [stok]\n`, 'dapr.yaml': 'version: 1\napps: [{ appID: stock }]\n' },
      ['dapr-scope 9'],
    ],
    [
      'an app that no sidecar of a Compose file is for',
      {
        'c.yaml': `${redis}scopes: [stok]\n`,
        'compose.yaml': 'services: { stock-dapr: { command: ["./daprd", "-app-id", "stock"] } }\n',
      },
      ['dapr-scope 9'],
    ],
    [
      'a former name that the code of a component still reads',
      {
        'c.yaml': component(
          '- { name: connectionString, secretKeyRef: { name: db, key: url } }\n    - { name: cleanupIntervalInSeconds, value: "60" }',
          'auth: { secretStore: kubernetes }\n',
          'state.postgresql',
        ),
      },
      ['dapr-deprecated 9'],
    ],
    [
      'topic scopes of an app that does not see the component',
      {
        'c.yaml': component(
          '- { name: redisHost, value: r:1 }\n    - { name: publishingScopes, value: stok=placed }',
          'scopes: [stock]\n',
        ),
      },
      ['dapr-scope 9'],
    ],
    [
      'a topic that scopes refuse, and a dead letter',
      {
        'c.yaml': component(
          "- { name: redisHost, value: r:1 }\n    - { name: subscriptionScopes, value: 'stock=paid' }\n    - { name: publishingScopes, value: 'stock=' }",
        ),
        's.yaml': subscription(`${plain}\n  deadLetterTopic: dead`),
      },
      ['dapr-topic-scope 6', 'dapr-topic-scope 8'],
    ],
    ['two components of a name', { 'c.yaml': redis, 'd.yaml': redis }, ['dapr-duplicate 3']],
    [
      'two subscriptions to a topic',
      { 's.yaml': subscription(plain), 't.yaml': subscription(plain, '[]', 'again') },
      ['dapr-duplicate 6'],
    ],
    [
      'two subscriptions to a topic, of two apps',
      { 's.yaml': subscription(plain), 't.yaml': subscription(plain, '[order]', 'again') },
      [],
    ],
    ['no route', { 's.yaml': subscription('topic: placed\n  routes: {}') }, ['dapr-route 7']],
    [
      'a rule behind one that takes all, and one that was asked',
      {
        's.yaml': subscription(
          "topic: placed\n  routes:\n    rules:\n      - { match: event.type == 'a', path: /a }\n      - { match: event.type == 'a', path: /b }\n      - { match: 'true', path: /c }\n      - { match: event.type == 'd', path: /d }",
        ),
      },
      ['dapr-route 10', 'dapr-route 12'],
    ],
    [
      'a rule that is no CEL',
      { 's.yaml': subscription("topic: placed\n  routes:\n    rules: [{ match: type == 'a', path: /a }]") },
      ['dapr-cel 8'],
    ],
    [
      'dead letters that come back, at once and by a second topic',
      {
        's.yaml': `${subscription('topic: a\n  routes: { default: /a }\n  deadLetterTopic: a')}---
${subscription('topic: b\n  routes: { default: /b }\n  deadLetterTopic: c', '[stock]', 'b')}---
${subscription('topic: c\n  routes: { default: /c }\n  deadLetterTopic: b', '[stock]', 'c')}`,
      },
      ['dapr-dead-letter-loop 8', 'dapr-dead-letter-loop 18', 'dapr-dead-letter-loop 28'],
    ],
    [
      'policies that are not there, not used, and no time',
      {
        'r.yaml': resiliency(
          'retry: four, timeout: long',
          'retries: { five: { policy: constant, duration: soon, maxRetries: 5 } }, timeouts: { long: 30s }',
        ),
      },
      ['dapr-reference 6', 'dapr-type 5', 'dapr-unused 5'],
    ],
    [
      'a target that is not there',
      { 'c.yaml': redis.replace('name: pubsub', 'name: other'), 'r.yaml': resiliency('retry: five') },
      ['dapr-reference 6'],
    ],
    [
      'a trip that is no CEL',
      {
        'r.yaml': resiliency(
          'circuitBreaker: open',
          'circuitBreakers: { open: { maxRequests: 1, timeout: 5s, trip: failures > 5 } }',
        ),
      },
      ['dapr-cel 5'],
    ],
    [
      'a dead letter at the first failure',
      {
        'c.yaml': redis,
        's.yaml': subscription(`${plain}\n  deadLetterTopic: dead`),
        'r.yaml': resiliency('timeout: t', 'timeouts: { t: 5s }'),
      },
      ['dapr-resiliency 8'],
    ],
    [
      'a dead letter that is never reached, or at once',
      {
        'c.yaml': redis,
        's.yaml': subscription(`${plain}\n  deadLetterTopic: dead`),
        'r.yaml': resiliency(
          'retry: ever, circuitBreaker: open',
          'retries: { ever: { policy: constant, duration: 1s } }, circuitBreakers: { open: { maxRequests: 1, timeout: 5s, trip: consecutiveFailures > 5 } }',
        ),
      },
      ['dapr-resiliency 6', 'dapr-resiliency 6'],
    ],
    [
      'former names',
      {
        'c.yaml': component('- { name: region, value: eu }', '', 'pubsub.snssqs'),
        's.yaml': subscription('topic: placed\n  route: /placed').replace('v2alpha1', 'v1alpha1'),
      },
      ['dapr-deprecated 5', 'dapr-deprecated 1'],
    ],
    [
      'a consumer that two subscriptions share',
      {
        'c.yaml': component(
          "- { name: natsURL, value: 'nats://n:4222' }\n    - { name: durableName, value: one }",
          '',
          'pubsub.jetstream',
        ),
        's.yaml': `${subscription(plain)}---\n${subscription('topic: paid\n  routes: { default: /paid }', '[stock]', 'paid')}`,
      },
      ['dapr-defect 7', 'dapr-defect 9'],
    ],
    [
      'RabbitMQ that goes round hot',
      {
        'c.yaml': component(
          "- { name: hostname, value: r }\n    - { name: requeueInFailure, value: 'true' }",
          '',
          'pubsub.rabbitmq',
        ),
      },
      ['dapr-defect 9'],
    ],
  ];

test.each(cases)('%s', (_, files, found) => {
  expect(lint(files).sort()).toEqual([...found].sort());
});

test('each code has a case, and an explanation', () => {
  const reported = new Set(cases.flatMap(([, , found]) => found.map((each) => each.split(' ')[0])));
  expect([...reported].sort()).toEqual(Object.keys(daprCodes).sort());
});

describe('what is not ours to judge', () => {
  test.each(['', 'null\n', '- a\n- b\n', 'kind: Deployment\napiVersion: apps/v1\n', '42\n'])('%j', (text) => {
    expect(lintResources([{ path: 'a.yaml', text }])).toEqual({ diagnostics: [], resources: 0 });
  });

  test.each([
    'apiVersion: dapr.io/v1alpha1\n{{- if .Values.dapr }}\nkind: Component\n{{- end }}\n',
    'apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {{ .Values.name }}\n',
  ])('a template says so: %j', (text) => {
    const { diagnostics } = lintResources([{ path: 'a.yaml', text }]);
    expect(diagnostics).toMatchObject([
      { code: 'dapr-yaml', severity: 'info', help: expect.stringContaining('helm template') },
    ]);
  });

  test('a template of something else is passed over', () => {
    const text = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n';
    expect(lintResources([{ path: 'a.yaml', text }]).diagnostics).toEqual([]);
  });

  test('what a template may give is not missed', () => {
    const found = lint({
      'c.yaml': redis.replace('name: pubsub', 'name: {{ .Values.pubsub }}'),
      'd.yaml': component('[]', 'scopes: [stok]', 'pubsub.in-memory').replace('name: pubsub', 'name: memory'),
      's.yaml': subscription(plain),
      'app.yaml':
        'kind: Deployment\nspec: { template: { metadata: { annotations: { dapr.io/app-id: stock } } } }\n',
      'other.yaml':
        'kind: Deployment\nspec: { template: { metadata: { annotations: { dapr.io/app-id: {{ .Values.app }} } } } }\n',
    });
    expect(found).toEqual(['dapr-yaml 3', 'dapr-yaml 2']);
  });

  test('a value inside of secretKeyRef does not belong beside it: the two exclude each other', () => {
    const text = component('- { name: redisHost, secretKeyRef: { name: redis, value: host } }');
    const { diagnostics } = lintResources([{ path: 'c.yaml', text }]);
    expect(diagnostics.map(({ code, help }) => `${code} ${help}`)).toContain(
      'dapr-unknown-key Dapr passes over it',
    );
  });

  test('a version that a cluster alone asks for is a warning, a type that daprd needs an error', () => {
    const severities = (text: string): string[] =>
      lintResources([{ path: 'c.yaml', text }]).diagnostics.map(({ severity }) => severity);
    expect(severities(component('[]', '', 'pubsub.in-memory').replace('  version: v1\n', ''))).toEqual([
      'warning',
    ]);
    expect(severities(component('[]').replace('  type: pubsub.redis\n', ''))).toEqual(['error']);
  });

  test.each([
    'spec: []',
    'spec: 3',
    'metadata: []',
    'metadata: { name: 3 }',
    'scopes: stock',
    'scopes: [3, null]',
    'spec: { type: 3, version: 1, metadata: { a: b } }',
    'spec: { metadata: [null, 3, { name: 3 }, { name: a, value: { b: c } }] }',
    '__proto__: { a: b }',
    'spec: { policies: 3, targets: [] }',
    'spec: { policies: { retries: [] }, targets: { components: { __proto__: 3 } } }',
    'spec: { topic: [], routes: { rules: [3, { match: 4 }] } }',
  ])('hostile values do no harm: %s', (line) => {
    for (const kind of [
      'Component',
      'Subscription',
      'Resiliency',
      'Configuration',
      'constructor',
      'toString',
    ]) {
      const text = `apiVersion: dapr.io/v1alpha1\nkind: ${kind}\n${line}\n`;
      expect(lintResources([{ path: 'a.yaml', text }]).diagnostics.length).toBeGreaterThan(0);
    }
  });
});

test('leaves it to its findings to speak of keys that are maps: the library would warn on standard error', () => {
  const warn = vi.spyOn(process, 'emitWarning');
  try {
    lintResources([
      { path: 'a.yaml', text: 'apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  ? { a: b }\n  : c\n' },
    ]);
    expect(warn).not.toHaveBeenCalled();
  } finally {
    warn.mockRestore();
  }
});
