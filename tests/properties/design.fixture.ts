import { printJsonSchema } from '../../src/print/json-schema.ts';
import { jsonValue, schemaArbitrary } from '../../src/print/sample-schemas.fixture.ts';
import fc from '../support/fast-check.ts';

/*
 * Designs that use the whole language, as values that an `eda.yaml` may hold. Names are few, so that things meet; texts
 * are plain or hostile; every name that is used is defined.
 */

type Json = { readonly [key: string]: unknown };

const text = fc.constantFrom(
  'a',
  'Some text',
  'two\nlines\n',
  "it's: {odd} #1",
  '`code` | <b>',
  '- item',
  'é \u202e x',
  'yes',
  '1.10',
);
const word = fc.constantFrom('alpha', 'beta', 'gamma-ray');
const duration = fc.constantFrom('1ms', '500ms', '90s', '5m', '36h', '7d');
const path = fc.constantFrom('id', 'customer.id', 'lines.*.sku', 'a\\.b', 'x/y', '~t');
const environments = ['local', 'staging', 'production'];
const domains = ['sales', 'stock'];
const events = [
  ...['sales.order.placed', 'sales.order.shipped', 'sales.order.place', 'sales.invoice.sent.v2'],
  ...['stock.item.reserved', 'stock.item.reserve', 'stock.item.counted', 'stock.item.lost'],
];
const services = ['shop', 'warehouse', 'mail', 'partner'];

/** Each member there or not. */
function some(
  model: { readonly [key: string]: fc.Arbitrary<unknown> },
  required: readonly string[] = [],
): fc.Arbitrary<Json> {
  return fc.record({ ...model }, { requiredKeys: [...required] as never });
}

function mapOf(keys: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Json> {
  return fc
    .subarray([...keys])
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((key) => [key, value]))));
}

function listOf<T>(items: readonly T[], minLength = 1): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength });
}

const schemaNames = ['Money', 'Address', 'URL'];

/** Schemas as they are written: inline, or a reference alone or beside something. */
const schema: fc.Arbitrary<unknown> = fc.oneof(
  schemaArbitrary({ unevaluated: true }).map((each) =>
    printJsonSchema(each, { refTo: () => '#/schemas/Money' }),
  ),
  fc.constantFrom(...schemaNames.map((name) => ({ $ref: `#/schemas/${name}` }))),
  fc.constant({ $ref: '#/schemas/Money', description: 'What it costs', 'x-personal-data': true }),
  fc.constant({ $ref: '#/schemas/Address', minProperties: 1 }),
  fc.constant({
    type: 'object',
    title: 'T',
    required: ['id'],
    properties: {
      id: { type: 'string', default: 'x', examples: ['y'] },
      list: { type: 'array', prefixItems: [{ type: 'string' }], items: false },
    },
    dependentRequired: { list: ['id'] },
    'x-own': { a: [1] },
  }),
  fc.constant({ $ref: './avro/record.avsc' }),
);
/** Schemas that stand where a reference of its own would make a circle. */
const plainSchema = fc.constantFrom<unknown>(
  { type: 'string', minLength: 1 },
  { type: 'object', properties: { minor: { type: 'integer' } }, required: ['minor'] },
  { type: 'array', items: { $ref: '#/schemas/URL' } },
  { oneOf: [{ type: 'null' }, { const: 5 }] },
);

const retry = fc.oneof(
  some({ attempts: fc.constantFrom(1, 8), max: duration }),
  some({ attempts: fc.constant(3), backoff: fc.constant('constant'), interval: duration }),
);
const topicSettings = {
  broker: fc.constantFrom('log', 'work'),
  address: fc.constantFrom('{topic}', '{environment}.{topic}', 'plain', 'a/{region}/{id}/b'),
  partitions: fc.constantFrom(1, 12),
  retention: fc.constantFrom('forever', '7d', '90s'),
  compact: fc.boolean(),
  ttl: duration,
  ordered: fc.boolean(),
  encoding: fc.constantFrom('json', 'avro'),
};
const subscriptionSettings = {
  retry,
  timeout: duration,
  concurrency: fc.constantFrom(1, 64),
  deadLetter: fc.constantFrom('none', '{service}.dead', 'dead'),
  idempotent: fc.boolean(),
  bulk: fc.oneof(fc.constant(false), some({ max: fc.constant(5), wait: duration })),
  startAt: fc.constantFrom('latest', 'earliest'),
  everyReplica: fc.boolean(),
  maxLag: fc.constant(10),
};
const placedServiceSettings = {
  outbox: fc.constantFrom('relay', 'connect'),
  replicas: fc.constantFrom(1, 5),
  group: fc.constantFrom('{service}', '{environment}.{service}', 'one'),
  history: duration,
  inboxRetention: duration,
};
const serviceSettings = {
  language: fc.constantFrom('typescript', 'python', 'none'),
  database: fc.constantFrom('postgres', 'none'),
  ...placedServiceSettings,
};
const environmentDefaults = some({ ...topicSettings, ...subscriptionSettings, ...placedServiceSettings });
const domainDefaults = some({ ...topicSettings, ...subscriptionSettings, ...serviceSettings });
const passthrough = fc.constantFrom<Json>(
  { externalDocs: { url: 'https://example.org' } },
  { title: 'A title', bindings: { ws: { method: 'GET' }, kafka: { bindingVersion: '0.5.0' } } },
);

const attributes = mapOf(
  ['tenantid', 'traceid2'],
  fc.constantFrom({ type: 'string', maxLength: 20 }, { $ref: '#/schemas/URL' }),
);
const upcast = fc.oneof(
  fc.constant('code'),
  some({
    drop: fc.constant(['old']),
    rename: fc.constant({ 'a.b': 'c' }),
    set: fc.constant({ n: { deep: [null, 'x'] } }),
  }),
);
const event = some(
  {
    kind: fc.constantFrom('notification', 'document', 'command'),
    summary: text,
    description: text,
    version: fc.constantFrom('1.0.0', '3.2.1', '2.0.0-rc.1'),
    key: fc.oneof(path, fc.constant(['id', 'customer.id'])),
    data: schema,
    examples: fc.array(fc.constantFrom({ id: 'x' }, { id: 'y', deep: { list: [1, null] } }), {
      minLength: 1,
      maxLength: 2,
    }),
    tags: listOf(['gdpr', 'a b', '#x']),
    topic: fc.constantFrom('shared', 'odd/topic name', 'sales.order'),
    internal: fc.boolean(),
    compatibility: fc.constantFrom('backward', 'full-transitive', 'none'),
    previous: mapOf(['0.9.0', '0.10.0'], fc.record({ data: schema, upcast })),
    deprecated: some(
      {
        since: fc.constant('1.0.0'),
        sunset: fc.constant('2030-01-01'),
        replacedBy: fc.constantFrom(...events),
      },
      ['since'],
    ),
    type: fc.constantFrom('com.acme.{event}', 'fixed'),
    attributes,
    envelope: fc.constantFrom('cloudevents', 'raw'),
    id: path,
    'x-asyncapi': passthrough,
  },
  ['data'],
);

const topic = some({
  description: text,
  ...topicSettings,
  parameters: mapOf(
    ['region', 'id', 'unused'],
    some({ description: text, from: path, enum: listOf(['eu', 'us']) }),
  ),
  in: mapOf(environments, some(topicSettings)),
  'x-asyncapi': passthrough,
});

const operation = fc
  .tuple(
    fc.constantFrom('get', 'post', 'put', 'patch', 'delete'),
    some({
      description: text,
      params: mapOf(
        ['id', 'page'],
        fc.constantFrom<unknown>({ type: 'string' }, { type: 'integer' }, { $ref: '#/schemas/URL' }),
      ),
      request: schema,
      response: schema,
    }),
  )
  .map(([method, rest]) => ({ ...rest, [method]: '/things/{id}' }));
const call = some({
  description: text,
  timeout: duration,
  retry,
  circuitBreaker: some({ failures: fc.constantFrom(1, 5), open: duration }),
  fallback: jsonValue,
});
const subscription = some({
  description: text,
  publishes: listOf(events),
  uses: listOf(['id', 'customer.id'], 0),
  when: fc.constant('event.data.id == "x"'),
  versionPath: path,
  ...subscriptionSettings,
  in: mapOf(environments, some(subscriptionSettings)),
});
const service = some(
  {
    domain: fc.constantFrom(...domains),
    description: text,
    owner: fc.constantFrom('red', 'blue'),
    publishes: listOf(events),
    subscribes: mapOf(events, subscription),
    serves: fc.record({ getThing: operation }),
    calls: mapOf(services, fc.record({ getThing: call })),
    defaults: some(subscriptionSettings),
    ...serviceSettings,
    in: mapOf(
      environments,
      some({
        ...placedServiceSettings,
        url: fc.constant('https://a.example'),
        defaults: some(subscriptionSettings),
      }),
    ),
    'x-asyncapi': fc.constantFrom<Json>(
      { info: { license: { name: 'MIT' }, termsOfService: 'https://example.org' } },
      { components: { securitySchemes: { login: { type: 'userPassword' } } } },
    ),
  },
  ['domain', 'serves'],
);

const name = fc.constantFrom(...events);
const steps = (step: fc.Arbitrary<Json>): fc.Arbitrary<unknown> =>
  fc.array(step, { minLength: 1, maxLength: 3 });
const sagaBase = {
  description: text,
  key: path,
  keys: mapOf(events, path),
  starts: name,
  completes: name,
  aborts: name,
};
const stepName = { name: word, description: text, succeeds: name, fails: name };
const saga = fc.oneof(
  some(
    {
      ...sagaBase,
      style: fc.constant('orchestration'),
      coordinator: fc.constantFrom(...services),
      steps: steps(
        fc.oneof(
          some({ ...stepName, command: name, compensate: fc.constant('none'), timeout: duration }, [
            'name',
            'command',
            'succeeds',
            'compensate',
          ]),
          some({ ...stepName, command: name, compensate: name, compensated: name }, [
            'name',
            'command',
            'succeeds',
            'compensate',
            'compensated',
          ]),
        ),
      ),
    },
    ['style', 'coordinator', 'key', 'starts', 'steps', 'completes', 'aborts'],
  ),
  some(
    {
      ...sagaBase,
      style: fc.constant('choreography'),
      timeout: duration,
      steps: steps(
        some(
          {
            ...stepName,
            service: fc.constantFrom(...services),
            compensated: fc.oneof(fc.constant('none'), name),
          },
          ['name', 'service', 'succeeds', 'compensated'],
        ),
      ),
    },
    ['style', 'key', 'starts', 'steps', 'completes', 'aborts'],
  ),
);
const aggregate = some(
  {
    description: text,
    service: fc.constantFrom(...services),
    key: path,
    events: listOf(events),
    snapshotEvery: fc.constant(50),
  },
  ['service', 'key', 'events'],
);
const paths = fc.oneof(path, fc.constant(['id', 'day']));
const projection = some(
  {
    description: text,
    service: fc.constantFrom(...services),
    from: listOf(events),
    key: paths,
    keys: mapOf(events, paths),
    consistency: fc.constantFrom('eventual', 'immediate'),
    keep: fc.boolean(),
    columns: fc.constantFrom({ count: 'integer', last: { $ref: '#/schemas/Money' } }, { at: 'timestamp' }),
  },
  ['service', 'from', 'key', 'columns'],
);

const auth = fc.constantFrom<Json>(
  { type: 'password', secret: 'login' },
  { type: 'mtls', secret: 'kafka-{service}' },
  { type: 'azure' },
  { type: 'oidc', secret: 'x' },
);
const kafkaAuth = fc.constantFrom<Json>(
  { type: 'password', secret: 'login' },
  { type: 'password', secret: 'kafka-{service}', mechanism: 'PLAIN' },
  { type: 'mtls', secret: 'kafka-{service}' },
  { type: 'oidc', secret: 'x', scopes: ['openid', 'api://kafka/.default'] },
  { type: 'aws-iam' },
);
const security = { auth, tls: fc.boolean() };
const servers = { servers: fc.constantFrom(['a:1'], ['a:1', 'b:2']) };
const broker = fc.oneof(
  fc.constant({ type: 'in-memory' }),
  some({ type: fc.constant('redis'), ...servers, ...security }, ['type', 'servers']),
  some(
    {
      type: fc.constant('kafka'),
      ...servers,
      auth: kafkaAuth,
      tls: fc.boolean(),
      replication: fc.constant(3),
      version: fc.constant('3.8.0'),
    },
    ['type', 'servers'],
  ),
  some(
    {
      type: fc.constant('rabbitmq'),
      ...servers,
      ...security,
      vhost: fc.constantFrom('/', 'shop'),
      quorum: fc.boolean(),
    },
    ['type', 'servers'],
  ),
  some({ type: fc.constant('nats'), ...servers, stream: fc.constant('S') }, ['type', 'servers']),
  some({ type: fc.constant('pulsar'), ...servers, tenant: fc.constant('t'), namespace: fc.constant('n') }, [
    'type',
    'servers',
  ]),
  some({ type: fc.constant('mqtt'), ...servers, qos: fc.constantFrom(0, 1, 2) }, ['type', 'servers']),
  some(
    {
      type: fc.constant('aws-sns-sqs'),
      region: fc.constant('eu-1'),
      fifo: fc.boolean(),
      endpoint: fc.constant('http://l:1'),
    },
    ['type', 'region'],
  ),
  fc.constant({ type: 'gcp-pubsub', project: 'p' }),
  fc.constant({ type: 'azure-service-bus', namespace: 'n.servicebus.windows.net' }),
  fc.constant({ type: 'azure-event-hubs', namespace: 'n', storage: 's' }),
);
const environment = some(
  {
    description: text,
    brokers: fc.record({ log: broker, work: broker }),
    secrets: fc.constantFrom(
      { type: 'env', prefix: 'X_' },
      { type: 'file', path: './s.json' },
      { type: 'kubernetes' },
    ),
    database: some({ server: fc.constant('pg:5432'), auth }, ['server']),
    registry: some({ url: fc.constant('https://r.example'), auth }, ['url']),
    tracing: some({ endpoint: fc.constant('http://otel:4317'), sample: fc.constantFrom(0, 0.5, 1) }),
    defaults: environmentDefaults,
  },
  ['brokers'],
);

const lint = some({
  extends: fc.constantFrom('minimal', 'strict'),
  rules: fc.constantFrom({ 'event-past-tense': 'off' }, { 'string-unbounded': 'info' }),
  overrides: fc.constant([
    { at: ['sales.*'], rules: { 'event-past-tense': 'off' }, reason: 'why not', until: '2031-01-01' },
  ]),
});

const every = <T>(keys: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Json> =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value])));

/** A design without files but `avro/record.avsc`, which its data may refer to. */
export const anyDesign: fc.Arbitrary<Json> = some(
  {
    eda: fc.constant(1),
    system: fc.constantFrom('shop', 'my-system'),
    title: text,
    version: fc.constantFrom('1.0.0', '2.3.4'),
    description: text,
    defaults: some({
      topicPer: fc.constantFrom('event', 'entity', 'domain'),
      type: fc.constantFrom('com.acme.{event}', '{domain}.{topic}'),
      source: fc.constantFrom('//acme/{service}', '/{domain}/{service}'),
      attributes,
      ...topicSettings,
      ...subscriptionSettings,
      ...serviceSettings,
    }),
    teams: every(
      ['red', 'blue', 'green'],
      some({ description: text, contact: fc.constantFrom('a@b.example', 'https://x.example', '#chat') }),
    ),
    domains: every(
      domains,
      some({ owner: fc.constantFrom('red', 'green'), description: text, defaults: domainDefaults }),
    ),
    schemas: every(schemaNames, plainSchema).map((schemas) => ({
      ...schemas,
      URL: { type: 'string', format: 'uri' },
    })),
    events: every(events, event),
    topics: mapOf(['shared', 'odd/topic name', 'sales.order', 'stock.item.lost'], topic),
    services: fc
      .tuple(every(services.slice(0, 3), service), service, some({ url: fc.constant('https://p.example') }))
      .map(([own, partner, more]) => ({ ...own, partner: { ...partner, ...more, external: true } })),
    aggregates: mapOf(['order', 'item'], aggregate),
    projections: mapOf(['totals', 'lists'], projection),
    sagas: mapOf(['fulfil', 'reward'], saga),
    environments: mapOf(environments, environment),
    lint,
    generate: fc.constantFrom({ docs: false }, { dapr: { namespace: 'shop' } }),
  },
  ['eda', 'system', 'teams', 'domains', 'schemas', 'events', 'services'],
);

/** The one file that designs refer to. */
export const avroRecord: Json = {
  type: 'record',
  name: 'Record',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
    { name: 'note', type: ['null', 'string'], default: null, 'x-personal-data': true },
  ],
};
