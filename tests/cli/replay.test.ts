import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Handler, ServiceDefinition } from '../../src/runtime/typescript/contract.ts';
import { RetryableError } from '../../src/runtime/typescript/errors.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { askSql, runSql, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startTestService, type TestService } from '../support/running-service.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createSubscribed,
  createSubscription,
  until,
} from '../support/service-fixture.ts';
import { recordSystem } from './record-system.ts';
import { project, type Run, runEda } from './run-eda.ts';

const event = 'shop.item.counted';
let postgres: TestPostgres;
let sidecar: FakeSidecar;
let till: TestService;
let counter: TestService;
let tillUrl: string;
let fails: (data: { key: string; n: number }) => Error | undefined;
let folder: string;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const handle: Handler<{ key: string; n: number }> = async ({ data }, { tx }) => {
  const error = fails(data);
  if (error) throw error;
  await tx.query('INSERT INTO item VALUES ($1, $2)', [data.key, data.n]);
};

async function start(
  over: Partial<ServiceDefinition>,
  sql = '',
): Promise<{ service: TestService; url: string }> {
  const url = await postgres.createDatabase(runtimeSchema);
  await runSql(url, `CREATE TABLE item (key text, n int, pos bigint GENERATED ALWAYS AS IDENTITY); ${sql}`);
  const service = await startTestService({
    definition: createDefinition(over),
    wiring: { handlers: { [event]: handle } },
    sidecar,
    databaseUrl: url,
    graceMs: 500,
  });
  return { service, url };
}

let counterUrl: string;
beforeEach(async () => {
  sidecar = await startFakeSidecar();
  fails = () => undefined;
  ({ service: till, url: tillUrl } = await start({ name: 'till', historyMs: 86_400_000 }));
  const consumers = [createConsumer({ retry: { attempts: 3, backoff: 'constant', intervalMs: 1 } })];
  const subscriptions = [createSubscription({ events: [createSubscribed({ consumers })] })];
  ({ service: counter, url: counterUrl } = await start({ name: 'counter', publishes: {}, subscriptions }));
  folder = project({ 'eda.yaml': design });
  recordSystem(folder, [
    { name: 'till', url: `http://127.0.0.1:${till.port}` },
    { name: 'counter', url: `http://127.0.0.1:${counter.port}` },
  ]);
});
afterEach(async () => {
  await Promise.all([till.stop(), counter.stop()]);
  await sidecar.close();
});

const replay = (...args: string[]): Promise<Run> =>
  runEda(folder, ['replay', event, '--service', 'counter', ...args]);

async function publish(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await till.transaction(({ publish: send }) => send(event as never, { key: `k${n % 3}`, n } as never));
  }
  await until(
    async () => (await askSql(tillUrl, 'SELECT FROM eda.outbox_sent')).length === count,
    'the history',
  );
}

const items = async () => (await askSql(counterUrl, 'SELECT n FROM item ORDER BY pos')).map(({ n }) => n);

describe('eda replay, from the history', () => {
  it('delivers a range in order, and what the inbox knows changes nothing', async () => {
    await publish(450);
    // As it was delivered at first.
    for (const accepted of sidecar.accepted.slice(0, 2))
      await counter.deliver(JSON.stringify(accepted.event));
    expect((await replay('--from', '1h', '--dry-run')).out).toMatch(
      /^ {2}the history of till: 450 events, [\d:]+ to [\d:]+\n450 events of shop\.item\.counted would be delivered to counter\n$/,
    );
    expect(await items()).toHaveLength(2);
    const first = await replay('--from', '1h');
    expect(first.out).toMatch(
      /^450 events of shop\.item\.counted to counter: 448 handled, 2 known already · /,
    );
    expect(first.code).toBe(0);
    const got = await askSql<{ key: string; n: number }>(counterUrl, 'SELECT key, n FROM item ORDER BY pos');
    expect(got).toHaveLength(450);
    for (const key of ['k0', 'k1', 'k2']) {
      const ns = got.filter((item) => item.key === key).map(({ n }) => n);
      expect(ns).toEqual([...ns].sort((a, b) => a - b));
    }
    expect((await replay('--from', '1h')).out).toContain('0 handled, 450 known already');
  });

  it('goes by the time of sending, over gaps of days', async () => {
    await publish(3);
    await runSql(
      tillUrl,
      `CREATE TABLE eda.outbox_sent_20260101 PARTITION OF eda.outbox_sent FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
       INSERT INTO eda.outbox_sent SELECT id, pubsub, topic, key, gen_random_uuid(),
         (envelope::jsonb || jsonb_build_object('id', 'old-' || id))::json, metadata, created_at,
         '2026-01-10T12:00:00Z'::timestamptz + id * interval '1 day' FROM eda.outbox_sent`,
    );
    expect((await replay('--from', '2026-01-01', '--to', '2026-02-01')).out).toContain('3 events');
    expect(await items()).toEqual([0, 1, 2]);
    expect((await replay('--from', '2026-01-01')).out).toContain('6 events');
    expect((await replay('--from', '2025-01-01', '--to', '2025-02-01')).out).toContain('0 events');
  });

  it('waits for what comes again, keeps dead letters, and says where it stopped', async () => {
    await publish(4);
    let busy = 1;
    fails = ({ n }) => {
      if (n === 1 && busy-- > 0) return new RetryableError('not yet');
      return n === 2 ? new Error('cannot count 2') : undefined;
    };
    const { code, out } = await replay('--from', '1h');
    expect(out).toMatch(
      /^4 events .*: 3 handled, 0 known already, 1 dead letter · .+ eda dlq list --service counter/,
    );
    expect(code).toBe(1);
    expect(await items()).toEqual([0, 1, 3]);
    expect(await askSql(counterUrl, 'SELECT reason FROM eda.dead_letter')).toEqual([{ reason: 'failed' }]);
    await counter.stop();
    const { code: stopped, err } = await replay('--from', '1h');
    expect({ stopped, err }).toMatchObject({
      stopped: 1,
      err: expect.stringContaining('no service counter answers'),
    });
  });

  it.each<[string, string[], string]>([
    ['no service', ['replay', event, '--from', '1h'], 'to which service?'],
    [
      'an event that it does not take',
      ['replay', 'shop.item.lost', '--service', 'counter', '--from', '1h'],
      'counter does not take shop.item.lost',
    ],
    [
      'an unknown service',
      ['replay', event, '--service', 'conter', '--from', '1h'],
      'no service conter answers; did you mean counter?',
    ],
    [
      'a time that is none',
      ['replay', event, '--service', 'counter', '--from', 'noon'],
      '--from noon is no time',
    ],
    [
      'a span that is none',
      ['replay', event, '--service', 'counter', '--from', '1h', '--to', '2h'],
      '--from 1h is not before --to 2h',
    ],
  ])('refuses %s', async (_what, args, message) => {
    const { code, err } = await runEda(folder, args);
    expect([1, 2]).toContain(code);
    expect(err).toContain(message);
  });

  it('says how a history is kept where there is none', async () => {
    await till.stop();
    ({ service: till } = await start({ name: 'till' }));
    const file = join(folder, '.eda/dev.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    record.services[0].url = `http://127.0.0.1:${till.port}`;
    writeFileSync(file, JSON.stringify(record));
    expect(await replay('--from', '1h')).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'till keeps no history of what it sent: write outbox.history into the design',
      ),
    });
  });
});

const design = `eda: 1
system: shop
domains: { shop: { owner: shop-team } }
events:
  shop.item.counted: { key: key, data: { type: object, required: [key, n], properties: { key: { type: string }, n: { type: integer } } } }
topics: { shop.item.counted: { partitions: 2 } }
services:
  till: { domain: shop, publishes: [shop.item.counted] }
  counter: { domain: shop, subscribes: { shop.item.counted: {} } }
environments:
  local: { brokers: { pubsub: { type: in-memory } } }
  production: { brokers: { pubsub: { type: kafka, servers: ['kafka:9092'] } } }
`;

describe('eda replay, from Kafka', () => {
  const fake = readFileSync(new URL('../support/fake-kafkajs.cjs', import.meta.url), 'utf8');

  function cluster(state: object): void {
    const write = (path: string, text: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write('cluster.json', JSON.stringify({ nodes: 1, topics: {}, ...state }));
    write('node_modules/kafkajs/package.json', '{ "name": "kafkajs", "main": "index.js" }');
    write('node_modules/kafkajs/index.js', fake);
  }

  const message = (partition: number, offset: number, at: number, value: string | null) => ({
    partition,
    offset,
    at,
    value,
  });

  it('reads each partition from its offset to its end, by a group that is gone afterwards', async () => {
    const now = Date.now();
    const messages = [0, 1].flatMap((partition) =>
      Array.from({ length: 8 }, (_, index) =>
        message(
          partition,
          100 + index,
          now - 3_600_000 * (8 - index) - 1000,
          createDelivery({ key: `p${partition}`, n: index }, { id: `${partition}-${index}` }),
        ),
      ),
    );
    messages.splice(
      5,
      1,
      message(
        0,
        105,
        now - 3_600_000 * 3 - 1000,
        createDelivery({}, { id: 'other', type: 'shop.item.lost' }),
      ),
    );
    messages.push(message(1, 108, now - 500, null));
    cluster({ topics: { [event]: { partitions: 2, replication: 1, config: {}, messages } } });
    expect((await replay('--from', '5h', '--source', 'kafka', '--dry-run')).out).toContain(
      'topic shop.item.counted on kafka:9092: 9 events',
    );
    const { code, out } = await replay('--from', '5h', '--to', '1m', '--source', 'kafka');
    expect(out).toMatch(/^7 events .*: 7 handled, 0 known already/);
    expect(code).toBe(0);
    const got = await askSql<{ key: string; n: number }>(counterUrl, 'SELECT key, n FROM item ORDER BY pos');
    expect(got.filter(({ key }) => key === 'p0').map(({ n }) => n)).toEqual([4, 6, 7]);
    expect(got.filter(({ key }) => key === 'p1').map(({ n }) => n)).toEqual([4, 5, 6, 7]);
    expect((await replay('--from', '9h', '--source', 'kafka')).out).toMatch(
      /^15 events .*: 8 handled, 7 known already/,
    );
    expect(JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')).groups).toEqual([]);
  });

  it('says what the cluster says', async () => {
    cluster({});
    expect(await replay('--from', '1h', '--source', 'kafka')).toMatchObject({
      code: 1,
      err: expect.stringContaining('This server does not host this topic-partition'),
    });
    cluster({ down: true });
    expect(await replay('--from', '1h', '--source', 'kafka')).toMatchObject({
      code: 1,
      err: expect.stringContaining('kafka:9092 does not answer'),
    });
  });
});
