/**
 * Writes one system of any size twice: as `eda.yaml` with a part for each domain, and as one AsyncAPI 3.0 document
 * with the same events, publishers and subscribers. Deterministic: the same arguments give the same bytes.
 *
 *   node tests/bench/make-system.mjs <events> <folder> [--defects] [--every-broker]
 *
 * `--defects` plants twenty faults, ten references to schemas that don't exist and ten misspelt types, at the same
 * events in both.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Events a domain; small systems have two domains all the same. */
const mostPerDomain = 25;
const domainWords =
  'orders billing shipping catalog customers inventory payments support marketing identity pricing returns loyalty search fraud reports content partners logistics accounts'.split(
    ' ',
  );
const entities = ['document', 'account', 'parcel', 'offer', 'ticket'];
const actions = ['created', 'amended', 'cancelled', 'approved', 'archived'];
const optionalFields = [
  ['amount', { type: 'number', minimum: 0 }],
  ['quantity', { type: 'integer', minimum: 1, maximum: 100000 }],
  ['reference', { type: 'string', minLength: 1, maxLength: 64 }],
  ['remark', { type: 'string', maxLength: 500 }],
  ['active', { type: 'boolean' }],
  ['dueOn', { type: 'string', format: 'date' }],
  ['priority', { type: 'integer', minimum: 0, maximum: 9 }],
  ['score', { type: 'number' }],
];

/** Where the faults are planted in a system of that many events: ten indexes of each kind. */
export function defectsOf(count) {
  const step = Math.max(2, Math.floor(count / 10));
  const all = Array.from({ length: 10 }, (_, index) => index * step).filter((index) => index + 1 < count);
  return { missingSchema: new Set(all), wrongType: new Set(all.map((index) => index + 1)) };
}

/** The system as values: what both files are printed from. */
export function makeSystem(count, { defects = false } = {}) {
  const planted = defects ? defectsOf(count) : { missingSchema: new Set(), wrongType: new Set() };
  const domains = Math.max(2, Math.ceil(count / mostPerDomain));
  const perDomain = Math.ceil(count / domains);
  const events = Array.from({ length: count }, (_, index) => {
    const random = createRandom(index * 7919 + 17);
    const domainIndex = Math.floor(index / perDomain);
    const within = index % perDomain;
    const domain = domainName(domainIndex);
    const entity = entities[Math.floor(within / 5)];
    const action = actions[within % 5];
    // Somebody else takes every event: a design without findings, so that checking is measured and not printing.
    const others = [1, 2].map(() => 1 + Math.floor(random() * (domains - 1)));
    return {
      name: `${domain}.${entity}.${action}`,
      domain,
      entity,
      action,
      subscribers: [...new Set(others)].map((step) => domainName((domainIndex + step) % domains)),
      data: makeData(random, planted.missingSchema.has(index), planted.wrongType.has(index)),
    };
  });
  return { count, domains: Array.from({ length: domains }, (_, index) => domainName(index)), events };
}

function domainName(index) {
  const word = domainWords[index % domainWords.length];
  return index < domainWords.length ? word : `${word}${Math.floor(index / domainWords.length)}`;
}

function makeData(random, missingSchema, wrongType) {
  const properties = {
    id: { type: 'string', format: 'uuid' },
    occurredAt: { type: wrongType ? 'strin' : 'string', format: 'date-time' },
    status: { type: 'string', enum: ['new', 'open', 'done', 'failed'] },
    total: { $ref: missingSchema ? '#/schemas/Monet' : '#/schemas/Money' },
    address: {
      type: 'object',
      required: ['street'],
      properties: {
        street: { type: 'string', maxLength: 200, 'x-personal-data': true },
        city: { type: 'string', maxLength: 100, 'x-personal-data': true },
        location: { $ref: '#/schemas/GeoPoint' },
      },
    },
    lines: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['sku'],
        properties: {
          sku: { type: 'string', maxLength: 40 },
          price: { $ref: '#/schemas/Money' },
          tags: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  };
  const start = Math.floor(random() * optionalFields.length);
  const extra = 2 + Math.floor(random() * 5);
  for (let index = 0; index < extra; index++) {
    const [name, schema] = optionalFields[(start + index) % optionalFields.length];
    properties[name] = schema;
  }
  return { type: 'object', required: ['id', 'occurredAt', 'status'], properties };
}

export const sharedSchemas = {
  Money: {
    type: 'object',
    required: ['amount', 'currency'],
    properties: { amount: { type: 'integer' }, currency: { $ref: '#/schemas/Currency' } },
  },
  Currency: { type: 'string', enum: ['EUR', 'USD', 'GBP'] },
  GeoPoint: { type: 'object', properties: { lat: { type: 'number' }, lon: { type: 'number' } } },
};

/** A broker of each type, as `production` has it; `staging` has the same elsewhere. */
const brokersOfAll = {
  kafka: { servers: ['kafka:9093'], auth: { type: 'mtls', secret: 'kafka' } },
  redis: { servers: ['redis:6379'], auth: { type: 'password', secret: 'redis' } },
  rabbitmq: { servers: ['rabbitmq:5671'], auth: { type: 'password', secret: 'rabbitmq' } },
  nats: { servers: ['nats:4222'], auth: { type: 'token', secret: 'nats' } },
  pulsar: { servers: ['pulsar:6651'], auth: { type: 'token', secret: 'pulsar' } },
  mqtt: { servers: ['mqtt:8883'], auth: { type: 'mtls', secret: 'mqtt' } },
  'aws-sns-sqs': { region: 'eu-central-1', auth: { type: 'aws-iam', secret: 'aws' } },
  'gcp-pubsub': { project: 'bench-prod', auth: { type: 'gcp', secret: 'gcp' } },
  'azure-service-bus': { namespace: 'bench.servicebus.windows.net', auth: { type: 'azure' } },
  'azure-event-hubs': {
    namespace: 'hubs.servicebus.windows.net',
    storage: 'benchcheckpoints',
    auth: { type: 'azure', secret: 'azure' },
  },
};
const brokerTypes = Object.keys(brokersOfAll);

function environmentsOf({ everyBroker }) {
  const kafka = { type: 'kafka', ...brokersOfAll.kafka };
  if (!everyBroker) {
    return {
      local: { brokers: { pubsub: { type: 'in-memory' } } },
      production: { brokers: { pubsub: kafka } },
    };
  }
  const brokers = (broker) => Object.fromEntries(brokerTypes.map((type) => [type, broker(type)]));
  return {
    local: { brokers: brokers(() => ({ type: 'in-memory' })) },
    staging: {
      brokers: brokers((type) => ({ type, ...brokersOfAll[type] })),
      secrets: { type: 'kubernetes' },
    },
    production: {
      brokers: brokers((type) => ({ type, ...brokersOfAll[type] })),
      secrets: { type: 'kubernetes' },
    },
  };
}

/**
 * Files of the `eda.yaml` form, by path. With `everyBroker` there is a broker of each type, domains take turns on them, and
 * there are three environments.
 */
export function printEda(system, options = {}) {
  const files = {};
  files['eda.yaml'] = toYaml({
    eda: 1,
    system: 'bench',
    version: '1.0.0',
    include: ['domains/*.eda.yaml'],
    schemas: sharedSchemas,
    environments: environmentsOf(options),
  });
  for (const [index, domain] of system.domains.entries()) {
    const own = system.events.filter((event) => event.domain === domain);
    const taken = system.events.filter((event) => event.subscribers.includes(domain));
    files[`domains/${domain}.eda.yaml`] = toYaml({
      eda: 1,
      domains: {
        [domain]: {
          owner: `${domain}-team`,
          description: `Everything about ${domain}`,
          ...(options.everyBroker ? { defaults: { broker: brokerTypes[index % brokerTypes.length] } } : {}),
        },
      },
      ...(options.everyBroker
        ? {
            topics: Object.fromEntries(own.map(({ name }) => [name, { address: name.replaceAll('.', '-') }])),
          }
        : {}),
      events: Object.fromEntries(
        own.map((event) => [
          event.name,
          { summary: `A ${event.entity} was ${event.action}`, key: 'id', data: event.data },
        ]),
      ),
      services: {
        [`${domain}-service`]: {
          domain,
          publishes: own.map((event) => event.name),
          ...(taken.length === 0
            ? {}
            : { subscribes: Object.fromEntries(taken.map((event) => [event.name, {}])) }),
        },
      },
    });
  }
  return files;
}

/** The AsyncAPI 3.0 document: a channel, a message, a schema, a send and the receive operations an event. */
export function printAsyncApi(system) {
  const channels = {};
  const operations = {};
  const messages = {};
  const schemas = JSON.parse(JSON.stringify(sharedSchemas).replaceAll('#/schemas/', '#/components/schemas/'));
  for (const event of system.events) {
    const id = event.name
      .split('.')
      .map((word) => word[0].toUpperCase() + word.slice(1))
      .join('');
    const key = id[0].toLowerCase() + id.slice(1);
    channels[key] = { address: event.name, messages: { [id]: { $ref: `#/components/messages/${id}` } } };
    const operation = (action, service) => ({
      action,
      channel: { $ref: `#/channels/${key}` },
      messages: [{ $ref: `#/channels/${key}/messages/${id}` }],
      'x-service': service,
    });
    operations[`publish${id}`] = operation('send', `${event.domain}-service`);
    for (const other of event.subscribers)
      operations[`${other}Handles${id}`] = operation('receive', `${other}-service`);
    messages[id] = {
      name: event.name,
      summary: `A ${event.entity} was ${event.action}`,
      contentType: 'application/json',
      payload: { $ref: `#/components/schemas/${id}Data` },
    };
    schemas[`${id}Data`] = JSON.parse(
      JSON.stringify(event.data).replaceAll('#/schemas/', '#/components/schemas/'),
    );
  }
  return toYaml({
    asyncapi: '3.0.0',
    info: {
      title: 'bench',
      version: '1.0.0',
      description: `A system of ${system.count} events`,
      contact: { name: 'bench', url: 'https://example.com', email: 'bench@example.com' },
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    id: 'urn:bench',
    defaultContentType: 'application/json',
    servers: { production: { host: 'kafka:9093', protocol: 'kafka-secure', security: [{ type: 'X509' }] } },
    channels,
    operations,
    components: { messages, schemas },
  });
}

/** Block style, as a person writes it; texts are quoted where YAML could take them for something else. */
function toYaml(value, indent = 0) {
  const pad = ' '.repeat(indent);
  const lines = [];
  for (const [key, inner] of Object.entries(value)) {
    const name = /^[A-Za-z_][\w.-]*$/.test(key) ? key : JSON.stringify(key);
    if (Array.isArray(inner)) {
      if (inner.every((item) => typeof item !== 'object')) {
        lines.push(`${pad}${name}:`, ...inner.map((item) => `${pad}  - ${scalar(item)}`));
      } else {
        lines.push(`${pad}${name}:`);
        for (const item of inner)
          lines.push(
            `${pad}  - ${toYaml(item, indent + 4)
              .trimStart()
              .trimEnd()}`,
          );
      }
    } else if (typeof inner === 'object' && inner !== null) {
      if (Object.keys(inner).length === 0) lines.push(`${pad}${name}: {}`);
      else lines.push(`${pad}${name}:`, toYaml(inner, indent + 2).replace(/\n$/, ''));
    } else lines.push(`${pad}${name}: ${scalar(inner)}`);
  }
  return `${lines.join('\n')}\n`;
}

function scalar(value) {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z][\w ./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : `'${value.replaceAll("'", "''")}'`;
}

/** Mulberry32: small, fast, the same everywhere. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Writes both forms below a folder. */
export function writeSystem(count, folder, options = {}) {
  const system = makeSystem(count, options);
  for (const [path, text] of Object.entries({
    ...printEda(system, options),
    'asyncapi.yaml': printAsyncApi(system),
  })) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return system;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count, folder] = process.argv.slice(2);
  writeSystem(Number(count), folder, {
    defects: process.argv.includes('--defects'),
    everyBroker: process.argv.includes('--every-broker'),
  });
}
