import { describe, expect, it } from 'vitest';
import { createRegistryClient } from '../../src/registry/registry-client.ts';
import type { Subject } from '../../src/registry/subjects.ts';
import { type FakeRegistry, reply, startFakeRegistry } from '../support/fake-registry.ts';
import { change, project, runEda } from './run-eda.ts';

const design = (url: string, more = ''): string => `eda: 1
system: shop
domains: { sales: { owner: sales-team } }
schemas: { Money: { type: object, properties: { amount: { type: integer } } } }
events:
  sales.order.placed:
    key: orderId
    data: { type: object, required: [orderId], properties: { orderId: { type: string }, total: { $ref: '#/schemas/Money' } } }
  sales.order.closed: { kind: document, key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
  sales.item.counted: { key: sku, compatibility: backward-transitive, data: { $ref: ./item.avsc } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed, sales.order.closed, sales.item.counted] }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  production:
    brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } }
    registry: { url: '${url}'${more} }
`;
const avro =
  '{ "type": "record", "name": "Counted", "namespace": "shop.stock", "fields": [{ "name": "sku", "type": "string" }] }';

async function start(more = '', login?: string): Promise<{ registry: FakeRegistry; folder: string }> {
  const registry = await startFakeRegistry(login);
  return { registry, folder: project({ 'eda.yaml': design(registry.url, more), 'item.avsc': avro }) };
}

const said = ({ requests }: FakeRegistry): string[] => requests.map(({ method, url }) => `${method} ${url}`);

describe('eda registry check', () => {
  it('says what is new, and writes nothing', async () => {
    const { registry, folder } = await start();
    const { code, out, err } = await runEda(folder, ['registry', 'check']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`  sales.item.counted-value  new  BACKWARD_TRANSITIVE
  sales.order.closed-value  new  FULL
  sales.order.placed-value  new  FORWARD

3 subjects · 3 new · 0 changed · 0 unchanged · production, ${registry.url}
`);
    expect(said(registry)).toEqual([
      'GET /prefix/subjects/sales.item.counted-value/versions',
      'GET /prefix/subjects/sales.order.closed-value/versions',
      'GET /prefix/subjects/sales.order.placed-value/versions',
    ]);
    expect(registry.subjects.size).toBe(0);
  });

  it('asks the registry before it says that a change fits', async () => {
    const { registry, folder } = await start();
    await runEda(folder, ['registry', 'push']);
    change(folder, 'eda.yaml', (text) =>
      text.replaceAll('{ orderId: { type: string }', '{ note: { type: string }, orderId: { type: string }'),
    );
    registry.levels.set('sales.order.closed-value', 'BACKWARD');
    registry.incompatible.set('sales.order.placed-value', [
      '{errorType: "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"}',
    ]);
    registry.requests.length = 0;
    const { code, out } = await runEda(folder, ['registry', 'check']);
    expect(code).toBe(1);
    expect(out).toBe(`  sales.item.counted-value  unchanged, version 1
  sales.order.closed-value  changed, and compatible  by BACKWARD; the design promises FULL
  sales.order.placed-value  refused
      {errorType: "PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"}

3 subjects · 1 refused · 0 new · 1 changed · 1 unchanged · production, ${registry.url}
`);
    expect(said(registry)).toContain(
      'POST /prefix/compatibility/subjects/sales.order.placed-value/versions/latest?verbose=true',
    );
    expect(
      said(registry).filter((line) => /^PUT|^POST \/prefix\/subjects\/[^/]*\/versions/.test(line)),
    ).toEqual([]);
    registry.requests.length = 0;
    const pushed = await runEda(folder, ['registry', 'push']);
    expect(pushed.code).toBe(1);
    expect(pushed.out).toMatch(/nothing was registered/);
    expect(said(registry).filter((line) => /^PUT/.test(line))).toEqual([]);
    const json = await runEda(folder, ['registry', 'check', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({
      environment: 'production',
      subjects: [
        { name: 'sales.item.counted-value', schemaType: 'AVRO', state: 'unchanged', version: 1 },
        { name: 'sales.order.closed-value', state: 'compatible', levelThere: 'BACKWARD' },
        {
          name: 'sales.order.placed-value',
          state: 'refused',
          messages: [expect.stringContaining('PROPERTY_ADDED')],
        },
      ],
    });
  });

  it('asks about all versions where that is the level', async () => {
    const { registry, folder } = await start();
    await runEda(folder, ['registry', 'push']);
    change(folder, 'item.avsc', (text) =>
      text.replace('"string" }]', '"string" }, { "name": "n", "type": "int", "default": 0 }]'),
    );
    registry.requests.length = 0;
    await runEda(folder, ['registry', 'check']);
    expect(said(registry)).toContain(
      'POST /prefix/compatibility/subjects/sales.item.counted-value/versions?verbose=true',
    );
  });
});

describe('eda registry push', () => {
  it('sets the level, registers what is new, and does nothing again', async () => {
    const { registry, folder } = await start();
    const { code, out } = await runEda(folder, ['registry', 'push', '--env', 'production']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}sales\.order\.placed-value {2}registered as version 1 {2}FORWARD$/m);
    expect(Object.fromEntries(registry.levels)).toEqual({
      'sales.item.counted-value': 'BACKWARD_TRANSITIVE',
      'sales.order.closed-value': 'FULL',
      'sales.order.placed-value': 'FORWARD',
    });
    const schema = JSON.parse(registry.subjects.get('sales.order.placed-value')?.[0] ?? '');
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'sales.order.placed',
      properties: { total: { $ref: '#/$defs/Money' } },
      $defs: { Money: { type: 'object' } },
    });
    expect(JSON.parse(registry.subjects.get('sales.item.counted-value')?.[0] ?? '')).toEqual(
      JSON.parse(avro),
    );
    registry.requests.length = 0;
    const again = await runEda(folder, ['registry', 'push']);
    expect(again.out).toMatch(/0 registered · 3 unchanged/);
    expect(said(registry).filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  it('names subjects after records where that is asked for', async () => {
    const { registry, folder } = await start(', strategy: record');
    await runEda(folder, ['registry', 'push']);
    expect([...registry.subjects.keys()]).toEqual([
      'sales.order.closed',
      'sales.order.placed',
      'shop.stock.Counted',
    ]);
  });

  it('has no subject for two events of one topic, and says what to do', async () => {
    const { registry, folder } = await start();
    change(folder, 'eda.yaml', (text) =>
      text
        .replace('services:', "topics:\n  orders: { address: 'shop-{environment}' }\nservices:")
        .replaceAll('key: orderId', 'topic: orders\n    key: orderId')
        .replace(
          '{ kind: document, topic: orders\n    key: orderId,',
          '{ kind: document, topic: orders, key: orderId,',
        ),
    );
    const { code, out } = await runEda(folder, ['registry', 'push']);
    expect(code).toBe(1);
    expect(out).toMatch(
      /no subject {2}sales\.order\.closed: shop-production-value is the subject of sales\.order\.placed already.*strategy: record/,
    );
    expect(registry.subjects.size).toBe(0);
  });
});

describe('a login', () => {
  const basic = `Basic ${Buffer.from('me:secret:x').toString('base64')}`;

  it.each([
    [{ EDA_REGISTRY_USERNAME: 'me', EDA_REGISTRY_PASSWORD: 'secret:x' }, basic],
    [{ EDA_REGISTRY_TOKEN: 'abc' }, 'Bearer abc'],
  ])('comes from %j', async (env, header) => {
    const { folder } = await start(', auth: { type: password, secret: registry }', header);
    const { code, out, err } = await runEda(folder, ['registry', 'check'], env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toMatch(/secret|abc/);
  });

  it.each<[string, { [name: string]: string }, RegExp]>([
    [
      ', auth: { type: password, secret: registry }',
      {},
      /wants a login \(auth: password\): set EDA_REGISTRY_USERNAME/,
    ],
    ['', { EDA_REGISTRY_USERNAME: 'me' }, /a login is both/],
    ['', {}, /answers 401: it wants a login/],
    ['', { EDA_REGISTRY_TOKEN: 'wrong' }, /answers 401: it does not take this login/],
  ])('%s with %j is refused', async (more, env, message) => {
    const { folder } = await start(more, basic);
    const { code, out, err } = await runEda(folder, ['registry', 'check'], env);
    expect(err).toMatch(message);
    expect(err).not.toContain('wrong\n');
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('a registry that is none, or ill', () => {
  it.each<[string, (...args: Parameters<NonNullable<FakeRegistry['answer']>>) => unknown, RegExp]>([
    [
      'a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /answers 200 with text\/html: is it a schema registry\?/,
    ],
    [
      'nothing there',
      (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('x'),
      /answers 404 and is no registry: is the path of the URL right\?/,
    ],
    [
      'an error',
      (_, response) => reply(response, 500, { error_code: 50001, message: 'Error in the backend datastore' }),
      /answers 500: Error in the backend datastore/,
    ],
    [
      'elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /redirects are not followed/,
    ],
    [
      'a lie',
      (_, response) => reply(response, 200, { versions: 'many' }),
      /gives an answer that no registry gives/,
    ],
    [
      'half an answer',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
      /is it a schema registry\?/,
    ],
    ['a hang-up', (_, response) => response.destroy(), /does not answer/],
  ])('%s is told from one', async (_about, answer, message) => {
    const { registry, folder } = await start();
    registry.answer = (...said) => {
      answer(...said);
      return true;
    };
    const { code, out, err } = await runEda(folder, ['registry', 'check']);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  it('that is not there is no bug', async () => {
    const folder = project({ 'eda.yaml': design('http://127.0.0.1:1'), 'item.avsc': avro });
    const { code, err } = await runEda(folder, ['registry', 'check']);
    expect(code).toBe(3);
    expect(err).toMatch(/^eda: http:\/\/127\.0\.0\.1:1 does not answer: /);
  });

  const subject: Subject = {
    name: 'a/b value',
    event: 'a.b.c',
    schemaType: 'JSON',
    schema: '{}',
    level: 'FULL',
  };

  it('is waited for no longer than it takes', async () => {
    const registry = await startFakeRegistry();
    registry.answer = () => true;
    const client = createRegistryClient(registry.url, { timeout: 50 });
    expect(await client.versionsOf('a')).toEqual({
      ok: false,
      problem: { kind: 'unreachable', message: `${registry.url} does not answer: no answer within 0.05 s` },
    });
  });

  it('keeps names of subjects in their place', async () => {
    const registry = await startFakeRegistry();
    const client = createRegistryClient(`${registry.url}/`);
    expect(await client.register(subject)).toEqual({ ok: true, value: 100 });
    expect(said(registry)).toEqual(['POST /prefix/subjects/a%2Fb%20value/versions']);
    expect(await client.findVersion(subject)).toEqual({ ok: true, value: 1 });
    expect(await client.findVersion({ ...subject, schema: '{"a":1}' })).toEqual({
      ok: true,
      value: undefined,
    });
  });

  it('says why it refuses', async () => {
    const registry = await startFakeRegistry();
    const client = createRegistryClient(registry.url);
    expect(await client.register({ ...subject, schema: 'no json' })).toEqual({
      ok: false,
      problem: { kind: 'refused', message: 'a/b value: Invalid schema (42201)' },
    });
    registry.incompatible.set(subject.name, ['reader type missing']);
    expect(await client.register(subject)).toMatchObject({
      problem: {
        kind: 'refused',
        message: expect.stringMatching(/incompatible; reader type missing \(409\)/),
      },
    });
  });
});

describe('which registry', () => {
  it.each<[string[], (text: string) => string, number, RegExp]>([
    [['--env', 'prod'], (text) => text, 2, /no environment prod/],
    [['--env', 'local'], (text) => text, 2, /local has no registry; write environments\.local\.registry/],
    [[], (text) => text.replace(/ {4}registry.*\n/, ''), 2, /no environment has a registry/],
    [
      [],
      (text) =>
        text.replace(
          '{ pubsub: { type: in-memory } } }',
          "{ pubsub: { type: in-memory } }, registry: { url: 'http://a' } }",
        ),
      2,
      /which registry\? --env local or production/,
    ],
    [[], (text) => text.replace('type: integer', 'type: intger'), 1, /the design has errors/],
  ])('%j is asked', async (args, edit, code, message) => {
    const folder = project({ 'eda.yaml': edit(design('http://127.0.0.1:1')), 'item.avsc': avro });
    const run = await runEda(folder, ['registry', 'check', ...args]);
    expect(run.err).toMatch(message);
    expect({ code: run.code, out: run.out }).toEqual({ code, out: '' });
  });
});
