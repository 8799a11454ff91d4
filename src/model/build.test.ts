import { describe, expect, it } from 'vitest';
import { loadDesign } from '../pipeline.ts';
import { createMemoryFiles } from '../spec/project-files.ts';
import type { Architecture } from './architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from './settings.ts';

const head = 'eda: 1\nsystem: shop\ndomains: { sales: { owner: a }, stock: { owner: b } }\n';

function load(files: { readonly [path: string]: string } | string) {
  const all = typeof files === 'string' ? { 'eda.yaml': head + files } : files;
  return loadDesign(createMemoryFiles(all), 'eda.yaml');
}

function build(spec: string, more: { readonly [path: string]: string } = {}): Architecture {
  const { architecture, diagnostics } = load({ 'eda.yaml': head + spec, ...more });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (architecture === undefined) throw new Error('no architecture');
  return architecture;
}

/** Code, place and message of what reading finds. */
function faults(files: { readonly [path: string]: string } | string): string[] {
  const { diagnostics, source } = load(files);
  return diagnostics.map(({ code, at, message }) => {
    const { line, column } = source?.locate(at) ?? { line: 0, column: 0 };
    return `${at.file}:${line}:${column} ${code}: ${message}`;
  });
}

const event = '{ key: id, data: { type: object, required: [id], properties: { id: { type: string } } } }';

describe('events and topics', () => {
  it('takes names apart, and versions with them', () => {
    const { events } = build(
      `events:\n  sales.order.placed: ${event}\n  sales.order.placed.v2: ${event.replace('{', '{ version: 2.1.0,')}`,
    );
    expect(events['sales.order.placed']).toMatchObject({
      domain: 'sales',
      entity: 'order',
      action: 'placed',
      major: 1,
      version: '1.0.0',
    });
    expect(events['sales.order.placed.v2']).toMatchObject({
      action: 'placed',
      major: 2,
      version: '2.1.0',
      topic: 'sales.order.placed.v2',
    });
  });

  it.each([
    ['event', ['sales.order.placed', 'stock.item.reserve']],
    ['entity', ['sales.order', 'stock.item.commands']],
    ['domain', ['sales', 'stock.commands']],
  ])('puts events on topics per %s', (topicPer, expected) => {
    const { events, topics } = build(
      `defaults: { topicPer: ${topicPer} }\nevents:\n  sales.order.placed: ${event}\n  stock.item.reserve: ${event.replace('{', '{ kind: command,')}`,
    );
    expect(Object.values(events).map(({ topic }) => topic)).toEqual(expected);
    expect(Object.keys(topics)).toEqual(expected);
  });

  it('chooses compatibility by kind and use', () => {
    const { events } = build(
      [
        'events:',
        `  sales.order.placed: ${event}`,
        `  sales.order.stored: ${event}`,
        `  sales.order.kept: ${event}`,
        `  sales.customer.changed: ${event.replace('{', '{ kind: document,')}`,
        `  stock.item.reserve: ${event.replace('{', '{ kind: command,')}`,
        `  sales.order.free: ${event.replace('{', '{ compatibility: backward-transitive,')}`,
        'topics: { sales.order.kept: { compact: true } }',
        'services: { shop: { domain: sales } }',
        'aggregates: { order: { service: shop, key: id, events: [sales.order.stored] } }',
      ].join('\n'),
    );
    const shown = Object.values(events).map(({ action, compatibility: { direction, transitive, written } }) =>
      [action, direction, ...(transitive ? ['transitive'] : []), ...(written ? ['written'] : [])].join(' '),
    );
    expect(shown).toEqual([
      'placed forward',
      'stored full',
      'kept full',
      'changed full',
      'reserve backward',
      'free backward transitive written',
    ]);
  });

  it('fills type templates', () => {
    const { events } = build(
      `defaults: { type: 'com.{system}.{event}' }\nevents: { sales.order.placed: ${event} }`,
    );
    expect(events['sales.order.placed']?.type).toBe('com.shop.sales.order.placed');
  });

  it('takes names such as constructor for names', () => {
    const { services } = build('services: { constructor: { domain: sales }, to-string: { domain: sales } }');
    expect(Object.keys(services)).toEqual(['constructor', 'to-string']);
    expect(services.hasOwnProperty).toBeUndefined();
  });
});

describe('which setting holds', () => {
  const spec = [
    'defaults: { partitions: 2, retry: { attempts: 3, max: 10s }, timeout: 1s }',
    `events: { stock.item.counted: ${event} }`,
    'topics: { stock.item.counted: { retention: 1d, in: { production: { partitions: 48 } } } }',
    'services:',
    '  counter: { domain: stock, publishes: [stock.item.counted] }',
    '  watcher:',
    '    domain: stock',
    '    defaults: { timeout: 5s }',
    '    subscribes: { stock.item.counted: { retry: { attempts: 9 }, in: { production: { retry: { attempts: 12 } } } } }',
    '    in: { production: { replicas: 4, defaults: { timeout: 7s } } }',
    'environments:',
    '  local: { brokers: { pubsub: { type: in-memory } } }',
    "  production: { brokers: { pubsub: { type: kafka, servers: ['k:9092'] } }, defaults: { retry: { max: 20s }, timeout: 6s, retention: 9d, replicas: 2 } }",
  ].join('\n');
  const architecture = build(spec);
  const topic = architecture.topics['stock.item.counted'];
  const watcher = architecture.services.watcher;
  const counter = architecture.services.counter;
  const subscription = watcher?.subscriptions[0];
  if (topic === undefined || watcher === undefined || counter === undefined || subscription === undefined)
    throw new Error('incomplete');

  it('of a topic: itself beats every default, its environment first', () => {
    expect(resolveTopic(architecture, topic, 'local').values).toMatchObject({
      partitions: 2,
      retention: 86_400_000,
      address: 'stock.item.counted',
    });
    const production = resolveTopic(architecture, topic, 'production');
    // The topic's own retention beats the environment's default.
    expect(production.values).toMatchObject({ partitions: 48, retention: 86_400_000 });
    expect(production.decidedBy.partitions).toEqual({
      file: 'eda.yaml',
      path: ['topics', 'stock.item.counted', 'in', 'production', 'partitions'],
    });
    expect(production.decidedBy.ordered).toBe('built-in');
  });

  it('of a subscription: leaf by leaf', () => {
    expect(resolveSubscription(architecture, watcher, subscription, 'local').values).toMatchObject({
      retry: { attempts: 9, backoff: 'exponential', wait: 10_000 },
      timeout: 5000,
      deadLetter: 'watcher.dead-letter',
      idempotent: true,
    });
    expect(resolveSubscription(architecture, watcher, subscription, 'production').values).toMatchObject({
      retry: { attempts: 12, wait: 20_000 },
      timeout: 7000,
    });
  });

  it('of a service', () => {
    expect(resolveService(architecture, watcher, 'production').values.replicas).toBe(4);
    expect(resolveService(architecture, counter, 'production').values.replicas).toBe(2);
    expect(resolveService(architecture, counter, 'local').values).toMatchObject({
      replicas: 1,
      group: 'counter',
      language: 'typescript',
    });
  });
});

describe('what follows from sagas and projections', () => {
  it('gives the coordinator its commands and replies', () => {
    const commands = (name: string) => `  ${name}: ${event.replace('{', '{ kind: command,')}`;
    const { services } = build(
      [
        'events:',
        `  sales.order.placed: ${event}`,
        `  sales.order.confirmed: ${event}`,
        `  sales.order.cancelled: ${event}`,
        `  stock.item.reserved: ${event}`,
        `  stock.item.rejected: ${event}`,
        `  stock.item.released: ${event}`,
        commands('stock.item.reserve'),
        commands('stock.item.release'),
        'services:',
        '  seller: { domain: sales, publishes: [sales.order.placed] }',
        '  keeper: { domain: stock, subscribes: { stock.item.reserve: { publishes: [stock.item.reserved, stock.item.rejected] }, stock.item.release: { publishes: [stock.item.released] } } }',
        'sagas:',
        '  buy:',
        '    style: orchestration',
        '    coordinator: seller',
        '    key: id',
        '    starts: sales.order.placed',
        '    steps: [{ name: reserve, command: stock.item.reserve, succeeds: stock.item.reserved, fails: stock.item.rejected, compensate: stock.item.release, compensated: stock.item.released }]',
        '    completes: sales.order.confirmed',
        '    aborts: sales.order.cancelled',
      ].join('\n'),
    );
    expect(services.seller?.publications.map(({ event: name }) => name)).toEqual([
      'sales.order.placed',
      'stock.item.reserve',
      'stock.item.release',
      'sales.order.confirmed',
      'sales.order.cancelled',
    ]);
    expect(services.seller?.subscriptions.map(({ event: name }) => name)).toEqual([
      'sales.order.placed',
      'stock.item.released',
      'stock.item.reserved',
      'stock.item.rejected',
    ]);
  });

  it('subscribes a projection from the start, but not to events of its own aggregate', () => {
    const { services } = build(
      [
        `events: { sales.order.placed: ${event}, stock.item.counted: ${event} }`,
        'services: { seller: { domain: sales, publishes: [sales.order.placed] }, keeper: { domain: stock, publishes: [stock.item.counted] } }',
        'aggregates: { order: { service: seller, key: id, events: [sales.order.placed] } }',
        'projections: { sums: { service: seller, from: [sales.order.placed, stock.item.counted], key: id, columns: { n: integer } } }',
      ].join('\n'),
    );
    expect(services.seller?.subscriptions).toMatchObject([
      {
        event: 'stock.item.counted',
        origin: { kind: 'projection', name: 'sums' },
        settings: { values: { startAt: 'earliest' } },
      },
    ]);
  });
});

describe('schemas', () => {
  it('follows references once each, also in circles', () => {
    const { events, schemas } = build(
      "schemas: { Node: { type: object, properties: { next: { $ref: '#/schemas/Node' }, price: { $ref: ./schemas/money.json } } } }\n" +
        "events: { sales.order.placed: { data: { $ref: '#/schemas/Node' } } }",
      {
        'schemas/money.json':
          '{ "type": "object", "properties": { "unit": { "$ref": "#/$defs/Unit" } }, "$defs": { "Unit": { "enum": ["EUR"] } } }',
      },
    );
    expect(events['sales.order.placed']?.data).toEqual({ kind: 'ref', id: '#/schemas/Node' });
    expect(Object.values(schemas).map(({ id, typeName }) => `${id} ${typeName}`)).toEqual([
      '#/schemas/Node Node',
      'schemas/money.json Money',
      'schemas/money.json#/$defs/Unit Unit',
    ]);
  });

  it('names types without counters: where two want one name, both take a longer one', () => {
    const { schemas } = build(
      "events: { sales.order.placed: { data: { type: object, properties: { a: { $ref: './a/line.json' }, b: { $ref: './b/line.json' } } } } }",
      { 'a/line.json': '{}', 'b/line.json': '{}' },
    );
    expect(Object.values(schemas).map(({ typeName }) => typeName)).toEqual(['ALine', 'BLine']);
  });

  it('reads Avro as the JSON that a service sees', () => {
    const { events, schemas } = build(
      'events: { sales.order.placed: { key: id, data: { $ref: ./order.avsc } } }',
      {
        'order.avsc': JSON.stringify({
          type: 'record',
          name: 'Order',
          fields: [
            { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
            { name: 'note', type: ['null', 'string'], default: null },
            {
              name: 'lines',
              type: {
                type: 'array',
                items: { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] },
              },
            },
            { name: 'first', type: 'Line' },
          ],
        }),
      },
    );
    expect(events['sales.order.placed']?.dataFormat).toBe('avro');
    expect(schemas['order.avsc']?.schema).toMatchObject({
      kind: 'object',
      properties: [
        { name: 'id', required: true, schema: { kind: 'string', format: 'uuid' } },
        { name: 'note', required: false, schema: { kind: 'union' } },
        {
          name: 'lines',
          required: true,
          schema: { kind: 'array', items: { kind: 'ref', id: 'order.avsc#Line' } },
        },
        { name: 'first', required: true, schema: { kind: 'ref', id: 'order.avsc#Line' } },
      ],
    });
    expect(schemas['order.avsc#Line']?.typeName).toBe('Line');
  });
});

describe('faults', () => {
  it.each([
    [
      "events: { sales.order.placed: { data: { $ref: '#/schemas/Monye' } } }\nschemas: { Money: {} }",
      'eda.yaml:4:48 ref-target: there is no schema Monye; did you mean Money?',
    ],
    [
      'events: { sales.order.placed: { data: { $ref: ./gone.json } } }',
      'eda.yaml:4:47 ref-target: ./gone.json: there is no such file',
    ],
    [
      'events: { sales.order.placed: { data: { $ref: ../../etc/passwd } } }',
      'eda.yaml:4:47 ref-target: ../../etc/passwd lies outside the project',
    ],
    [
      "events: { sales.order.placed: { data: { $ref: 'https://example.com/a.json' } } }",
      'eda.yaml:4:48 ref-target: https://example.com/a.json: URLs are not followed',
    ],
    [
      "events: { sales.order.placed: { data: { $ref: './a.eda.yaml#/schemas/Money' } } }",
      'eda.yaml:4:48 ref-target: ./a.eda.yaml#/schemas/Money: parts are not referred to by file',
    ],
    [
      'events: { sales.order.placed: { data: { type: objekt } } }',
      'eda.yaml:4:47 schema-value: type: objekt is not one of object, array, string, number, integer, boolean, null',
    ],
    [
      'events: { sales.order.placed: { data: { type: object, propertys: {} } } }',
      'eda.yaml:4:55 unknown-key: propertys is not a keyword of JSON Schema; did you mean properties?',
    ],
    [
      "events: { sales.order.placed: { data: { type: string, pattern: '[' } } }",
      'eda.yaml:4:65 schema-pattern: pattern [ is not a regular expression: Unterminated character class',
    ],
    [
      'events: { sales.order.placed: { data: { type: string, examples: { a: b } } } }',
      'eda.yaml:4:55 schema-value: examples takes a list of values',
    ],
    [
      "schemas: { A: { $ref: '#/schemas/B' }, B: { $ref: '#/schemas/A' } }",
      'eda.yaml:4:12 ref-loop: #/schemas/A contains itself and nothing else',
    ],
  ])('%s', (spec, expected) => {
    expect(faults(spec)[0]).toBe(expected);
  });

  it('shows both places of a name that is defined twice', () => {
    const { diagnostics } = load({
      'eda.yaml': `${head}include: [parts/*.eda.yaml]`,
      'parts/a.eda.yaml': 'eda: 1\nservices: { one: { domain: sales } }\n',
      'parts/b.eda.yaml': 'eda: 1\nservices: { one: { domain: stock } }\n',
    });
    expect(diagnostics).toMatchObject([
      {
        code: 'duplicate-definition',
        at: { file: 'parts/b.eda.yaml' },
        related: [{ at: { file: 'parts/a.eda.yaml' } }],
      },
    ]);
  });

  it('reports a part that is not there, and one that cannot be read', () => {
    expect(faults({ 'eda.yaml': `${head}include: [parts/*.yaml]` })).toEqual([
      'eda.yaml:4:11 include-empty: parts/*.yaml matches no file',
    ]);
    expect(faults({ 'eda.yaml': `${head}include: [parts/gone.eda.yaml]` })).toEqual([
      'eda.yaml:4:11 include-empty: there is no file parts/gone.eda.yaml',
    ]);
    expect(faults({ 'eda.yaml': `${head}include: [p.eda.yaml]`, 'p.eda.yaml': 'a: [\n' })).toEqual([
      'p.eda.yaml:1:4 yaml-syntax: [ is opened here and never closed',
    ]);
  });
});
