import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { runSql, startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { startTestService, type TestService } from '../../../tests/support/running-service.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createSubscribed,
  createSubscription,
  until,
} from '../../../tests/support/service-fixture.ts';
import type {
  Handler,
  HandlerConsumer,
  HandlerContext,
  SubscribedEvent,
  TopicSubscription,
} from './contract.ts';
import { type Database, openDatabase } from './database.ts';
import { DropError, RetryableError } from './errors.ts';
import { findFlowRecords } from './flow-records.ts';
import { pruneInbox, recordInbox } from './inbox.ts';

interface Sample {
  readonly key: string;
  readonly n: number;
}
type SampleHandler = Handler<Sample, HandlerContext<{ 'shop.item.counted': Sample }>>;

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let database: Database;
let services: TestService[];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  url = await postgres.createDatabase(`${runtimeSchema}; CREATE TABLE effect (key text, n int)`);
  sidecar = await startFakeSidecar();
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database?.close();
  await sidecar.close();
});

interface Setup {
  readonly consumer?: Partial<HandlerConsumer>;
  readonly event?: Partial<SubscribedEvent>;
  readonly subscription?: Partial<TopicSubscription>;
  readonly poolSize?: number;
}

async function start(handler: SampleHandler, setup: Setup = {}): Promise<TestService> {
  const consumer = createConsumer({ consumer: 'counter/one', ...setup.consumer });
  const event = createSubscribed({ consumers: [consumer], ...setup.event });
  const service = await startTestService({
    definition: createDefinition({
      subscriptions: [createSubscription({ events: [event], ...setup.subscription })],
      deadLetters: [{ pubsub: 'pubsub', topic: 'counter.dead-letter', path: '/events/dead' }],
      outbox: 'connect',
    }),
    wiring: { handlers: { 'shop.item.counted': handler } },
    sidecar,
    databaseUrl: url,
    ...(setup.poolSize && { poolSize: setup.poolSize }),
  });
  services.push(service);
  database = openDatabase(url, 3, service.logger);
  return service;
}

const write: SampleHandler = async (event, { tx }) => {
  await tx.query('INSERT INTO effect VALUES ($1, $2)', [event.data.key, event.data.n]);
};

async function rows<Row extends object>(text: string): Promise<Row[]> {
  return (await database.query<Row>(text)).rows;
}
const effects = async () =>
  (await rows<Sample>('SELECT key, n FROM effect ORDER BY ctid')).map(({ key, n }) => `${key}${n}`);
const letters = () =>
  rows<{
    id: string;
    reason: string;
    attempts: number;
    state: string;
    error: string;
    stack: string | null;
    consumer: string;
  }>('SELECT id::text, reason, attempts, state, error, stack, consumer FROM eda.dead_letter ORDER BY id');
const inboxSize = async () => (await rows('SELECT FROM eda.inbox')).length;
const sample = (key: string, n: number, over: Record<string, unknown> = {}) =>
  createDelivery({ key, n }, { id: `${key}${n}`, ...over });

test('effects, inbox row and reactions commit together; a duplicate runs nothing', async () => {
  const contexts: unknown[] = [];
  const service = await start(async (event, context) => {
    await write(event, context);
    contexts.push({ attempt: context.attempt, correlation: context.correlationId, data: event.data });
    await context.publish('shop.item.counted', { key: 'reaction', n: event.data.n });
  });
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const delivery = sample('a', 1, { correlationid: 'story', traceparent: trace });
  expect(await service.deliver(delivery)).toBe('SUCCESS');
  expect(await service.deliver(delivery)).toBe('SUCCESS');
  expect(await effects()).toEqual(['a1']);
  expect(contexts).toEqual([{ attempt: 1, correlation: 'story', data: { key: 'a', n: 1 } }]);
  const [row] = await rows<{ envelope: Record<string, unknown> }>('SELECT envelope FROM eda.outbox');
  expect(row?.envelope).toMatchObject({
    correlationid: 'story',
    causationid: 'a1',
    traceparent: trace,
    traceid: trace,
    data: { key: 'reaction', n: 1 },
  });
});

test('concurrent duplicates run the handler once', async () => {
  let runs = 0;
  const service = await start(async (event, context) => {
    runs += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await write(event, context);
  });
  const answers = await Promise.all(Array.from({ length: 6 }, () => service.deliver(sample('a', 1))));
  expect(answers).toEqual(Array.from({ length: 6 }, () => 'SUCCESS'));
  expect(runs).toBe(1);
  expect(await effects()).toEqual(['a1']);
});

test('a duplicate that waits for longer than the timeout comes again later, and counts as no attempt', async () => {
  const service = await start(write, { consumer: { timeoutMs: 400 } });
  // Another delivery of the event, still at work.
  const other = await database.begin();
  await recordInbox(other.tx, { consumer: 'counter/one', source: '/shop/till', eventId: 'a1' });
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await rows('SELECT FROM eda.attempt')).toEqual([]);
  await other.rollback();
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await effects()).toEqual(['a1']);
});

test('a session that dies before the commit leaves nothing, and the event comes again', async () => {
  let runs = 0;
  const service = await start(async (event, context) => {
    runs += 1;
    await write(event, context);
    if (runs > 1) return;
    const { rows: own } = await context.tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await runSql(postgres.superuserUrl, `SELECT pg_terminate_backend(${own[0]?.pid})`);
  });
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await effects()).toEqual([]);
  expect(await inboxSize()).toBe(0);
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await effects()).toEqual(['a1']);
  expect(runs).toBe(2);
});

test('retryable failures are counted, then settled: dead letter, inbox row, no attempts left', async () => {
  const attempts: number[] = [];
  const service = await start(async (event, context) => {
    attempts.push(context.attempt);
    await write(event, context);
    throw new RetryableError('not yet');
  });
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(attempts).toEqual([1, 2, 3]);
  expect(await letters()).toMatchObject([
    { reason: 'exhausted', attempts: 3, error: 'not yet', state: 'open' },
  ]);
  expect(await inboxSize()).toBe(1);
  expect(await rows('SELECT FROM eda.attempt')).toEqual([]);
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(attempts).toHaveLength(3);
  expect(await effects()).toEqual([]);
});

test('without an inbox row an event that came through starts anew when it comes again', async () => {
  const attempts: number[] = [];
  const service = await start(
    async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempts.length % 3 !== 0) throw new RetryableError('not yet');
    },
    { consumer: { idempotent: false } },
  );
  for (const status of ['RETRY', 'RETRY', 'SUCCESS', 'RETRY', 'RETRY', 'SUCCESS'])
    expect(await service.deliver(sample('a', 1))).toBe(status);
  expect(attempts).toEqual([1, 2, 3, 1, 2, 3]);
  expect(await rows('SELECT FROM eda.attempt')).toEqual([]);
  expect(await letters()).toEqual([]);
});

test('a failure whose message holds a NUL is counted like others', async () => {
  const service = await start(async () => {
    throw new RetryableError('what came: \0');
  });
  for (const status of ['RETRY', 'RETRY', 'SUCCESS'])
    expect(await service.deliver(sample('a', 1))).toBe(status);
  expect(await letters()).toMatchObject([{ reason: 'exhausted', attempts: 3, error: 'what came: \uFFFD' }]);
});

test('an event that failed is on its way until it is handled', async () => {
  const service = await start(async (event, context) => {
    if (context.attempt === 1) throw new RetryableError('not yet');
    await write(event, context);
  });
  const kinds = async () =>
    (await findFlowRecords(database, ['a1'], new Date(0), false)).map(({ kind }) => kind);
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await kinds()).toEqual(['failing']);
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await kinds()).toEqual(['handled']);
});

test('any other exception is a dead letter at once, with its stack; replay runs it through the same door', async () => {
  let broken = true;
  const service = await start(async (event, context) => {
    await write(event, context);
    await context.publish('shop.item.counted', { key: 'reaction', n: 1 });
    if (broken) throw new TypeError('cannot read x');
  });
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  const [letter] = await letters();
  expect(letter).toMatchObject({ reason: 'failed', attempts: 1, error: 'cannot read x' });
  expect(letter?.stack).toContain('consume.test.ts');

  const failed = await service.admin('POST', `/eda/dlq/${letter?.id}/replay`);
  expect(failed).toMatchObject({ status: 409, body: { kind: 'failed', error: 'cannot read x' } });
  expect(await letters()).toMatchObject([{ state: 'open', attempts: 2 }]);
  expect(await inboxSize()).toBe(1);

  broken = false;
  const [once, twice] = await Promise.all([
    service.admin('POST', `/eda/dlq/${letter?.id}/replay`),
    service.admin('POST', `/eda/dlq/${letter?.id}/replay`),
  ]);
  expect([once.status, twice.status].sort()).toEqual([200, 404]);
  expect(await letters()).toMatchObject([{ state: 'replayed' }]);
  expect(await effects()).toEqual(['a1']);
  expect(await rows('SELECT FROM eda.outbox')).toHaveLength(1);
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await effects()).toEqual(['a1']);
});

test('DropError and a filter leave no letter; a swallowed SQL error is never a success', async () => {
  const service = await start(
    async (event, { tx }) => {
      if (event.data.n === 1) throw new DropError('unwanted');
      await tx.query('SELECT 1/0').catch(() => {});
    },
    { consumer: { when: (event) => (event.data as Sample).key.startsWith('a') } },
  );
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await service.deliver(sample('b', 1))).toBe('SUCCESS');
  expect(await letters()).toEqual([]);
  expect(await inboxSize()).toBe(1);
  expect(await service.deliver(sample('a', 2))).toBe('SUCCESS');
  expect(await letters()).toMatchObject([{ reason: 'failed' }]);
});

test('what can never be handled is kept with its reason', async () => {
  const service = await start(write, {
    event: {
      version: '2.1.0',
      upcasters: [
        {
          version: '2.0.0',
          upcast: () => {
            throw new Error('no such field');
          },
        },
      ],
    },
  });
  const schema = (version: string) => ({ dataschema: `https://schemas.test/x/${version}` });
  const cases: [string, string, string][] = [
    ['{"id":', 'invalid', 'The body is not JSON'],
    ['[1]', 'invalid', 'not a JSON object'],
    [sample('a', 1, { source: '' }), 'invalid', 'no source'],
    [sample('a', 2, { type: undefined }), 'invalid', 'no type'],
    [sample('a', 3, { type: 'shop.item.invented' }), 'unknown', 'not designed'],
    [sample('a', 4, schema('3.0.0')), 'unknown', 'newer than 2.1.0'],
    [sample('a', 5, { ...schema('2.1.0'), data: { key: 7, n: 1 } }), 'invalid', 'key: must be a text'],
    [sample('a', 6, schema('2.0.0')), 'invalid', 'no such field'],
  ];
  for (const [delivery, reason, error] of cases) {
    expect(await service.deliver(delivery), JSON.stringify(service.logger.lines)).toBe('SUCCESS');
    const letter = (await letters()).at(-1);
    expect(letter?.reason).toBe(reason);
    expect(letter?.error).toContain(error);
  }
  expect(await letters()).toHaveLength(cases.length);
  // A redelivery updates its row.
  expect(await service.deliver('{"id":')).toBe('SUCCESS');
  expect((await letters())[0]).toMatchObject({ attempts: 2, consumer: 'counter' });
  // Designed for the topic, not for this service.
  expect(await service.deliver(sample('a', 9, { type: 'shop.item.lost' }))).toBe('SUCCESS');
  // A newer minor is additive.
  expect(await service.deliver(sample('a', 10, schema('2.9.0')))).toBe('SUCCESS');
  expect(await letters()).toHaveLength(cases.length);
  expect(await effects()).toEqual(['a10']);
});

test('old and new versions interleaved: handlers see the newest shape only', async () => {
  const seen: Sample[] = [];
  const service = await start(async (event) => void seen.push(event.data), {
    event: {
      version: '1.2.0',
      upcasters: [
        { version: '1.0.0', upcast: (data) => ({ name: (data as { id: string }).id, n: 1 }) },
        {
          version: '1.1.0',
          upcast: (data) => ({ key: (data as { name: string }).name, n: (data as Sample).n }),
        },
      ],
    },
  });
  const of = (version: string | undefined, id: string, data: unknown) =>
    createDelivery(data, { id, dataschema: version && `https://schemas.test/x/${version}` });
  await service.deliver(of('1.2.0', '1', { key: 'new', n: 3 }));
  await service.deliver(of('1.0.0', '2', { id: 'old' }));
  await service.deliver(of('1.1.0', '3', { name: 'middle', n: 2 }));
  await service.deliver(of(undefined, '4', { id: 'oldest' }));
  expect(seen).toEqual([
    { key: 'new', n: 3 },
    { key: 'old', n: 1 },
    { key: 'middle', n: 2 },
    { key: 'oldest', n: 1 },
  ]);
});

test('an ordered key is blocked by its dead letter; replay runs it and the held ones in order', async () => {
  let broken = true;
  const service = await start(
    async (event, context) => {
      if (broken && event.data.key === 'a' && (event.data.n === 1 || event.data.n === 3))
        throw new Error('bug');
      await write(event, context);
    },
    { consumer: { ordered: true } },
  );
  for (const n of [0, 1, 2, 3, 4]) expect(await service.deliver(sample('a', n))).toBe('SUCCESS');
  expect(await service.deliver(sample('b', 0))).toBe('SUCCESS');
  expect(await service.deliver(sample('a', 2))).toBe('SUCCESS');
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await effects()).toEqual(['a0', 'b0']);
  expect(await rows('SELECT FROM eda.inbox_held')).toHaveLength(3);

  // Given up: the next ones run up to the one that fails, which becomes the head.
  const [first] = await letters();
  expect(await service.admin('POST', `/eda/dlq/${first?.id}/discard`)).toMatchObject({
    body: { released: 1 },
  });
  expect(await effects()).toEqual(['a0', 'b0', 'a2']);
  expect(await service.deliver(sample('a', 5))).toBe('SUCCESS');

  broken = false;
  const open = (await letters()).find((letter) => letter.state === 'open');
  expect(await service.admin('POST', `/eda/dlq/${open?.id}/replay`)).toMatchObject({ body: { released: 2 } });
  expect(await effects()).toEqual(['a0', 'b0', 'a2', 'a3', 'a4', 'a5']);
  expect(await rows('SELECT FROM eda.inbox_key')).toEqual([]);
  expect(await service.deliver(sample('a', 6))).toBe('SUCCESS');
  expect((await effects()).at(-1)).toBe('a6');
  expect((await letters()).map((letter) => letter.state)).toEqual(['skipped', 'replayed']);
});

test('a held event that its handler drops leaves no letter, and the next one follows', async () => {
  const service = await start(
    async (event, context) => {
      if (event.data.n === 1) throw new Error('bug');
      if (event.data.n === 2) throw new DropError('unwanted');
      await write(event, context);
    },
    { consumer: { ordered: true } },
  );
  for (const n of [1, 2, 3]) expect(await service.deliver(sample('a', n))).toBe('SUCCESS');
  const [letter] = await letters();
  expect(await service.admin('POST', `/eda/dlq/${letter?.id}/discard`)).toMatchObject({
    body: { released: 2 },
  });
  expect(await effects()).toEqual(['a3']);
  expect(await letters()).toHaveLength(1);
  expect(await rows('SELECT FROM eda.inbox_key')).toEqual([]);
  expect(await service.deliver(sample('a', 2))).toBe('SUCCESS');
  expect(await letters()).toHaveLength(1);
});

test('a held event takes the head of its key with its letter, or neither: what is cut off between goes on from there', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const service = await start(
      async (event, context) => {
        if (event.data.n < 3) throw new Error('bug');
        await write(event, context);
      },
      { consumer: { ordered: true } },
    );
    for (const n of [1, 2, 3]) expect(await service.deliver(sample('a', n))).toBe('SUCCESS');
    const [first] = await letters();
    // Every release ends here, as if the process had died.
    await rows(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut'; END $$`);
    await rows('CREATE TRIGGER cut BEFORE DELETE ON eda.inbox_held FOR EACH ROW EXECUTE FUNCTION cut()');
    try {
      await service.admin('POST', `/eda/dlq/${first?.id}/discard`);
      expect(await letters()).toHaveLength(1);
      expect(await rows('SELECT FROM eda.inbox_held')).toHaveLength(2);
    } finally {
      await rows('DROP FUNCTION cut CASCADE');
    }
    vi.advanceTimersByTime(30_000);
    await until(async () => (await letters()).length === 2, 'the second letter');
    vi.advanceTimersByTime(30_000);
    const [, second] = await letters();
    expect(await rows('SELECT blocked_by FROM eda.inbox_key')).toEqual([{ blocked_by: 'a2' }]);
    expect(await effects()).toEqual([]);
    await service.admin('POST', `/eda/dlq/${second?.id}/discard`);
    expect(await effects()).toEqual(['a3']);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  { from: 3, then: 'runs when that is over', ran: ['a2', 'a3'] },
  { from: 4, then: 'is given up when its attempts are spent', ran: ['a3'] },
])('a held event that meets an outage is tried again, and $then', async ({ from, ran }) => {
  // Releases go on twice a minute.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const attempts: number[] = [];
    const service = await start(
      async (event, context) => {
        if (event.data.n === 1) throw new Error('bug');
        if (event.data.n === 2) attempts.push(context.attempt);
        if (event.data.n === 2 && context.attempt < from) throw new RetryableError('away');
        await write(event, context);
      },
      { consumer: { ordered: true, retry: { attempts: 3, backoff: 'exponential', maxMs: 30_000 } } },
    );
    for (const n of [1, 2, 3]) expect(await service.deliver(sample('a', n))).toBe('SUCCESS');
    const [first] = await letters();
    await service.admin('POST', `/eda/dlq/${first?.id}/discard`);
    expect(await rows('SELECT FROM eda.inbox_held')).toHaveLength(2);
    for (const n of [2, 3]) {
      vi.advanceTimersByTime(30_000);
      await until(() => attempts.length === n, `attempt ${n}`);
    }
    expect(attempts).toEqual([1, 2, 3]);
    if (from > 3) {
      await until(async () => (await letters()).length === 2, 'the dead letter');
      expect((await letters())[1]).toMatchObject({ reason: 'exhausted', attempts: 3, state: 'open' });
      expect(await effects()).toEqual([]);
      await service.admin('POST', `/eda/dlq/${(await letters())[1]?.id}/discard`);
    }
    await until(async () => (await rows('SELECT FROM eda.inbox_key')).length === 0, 'the key to flow');
    expect(await effects()).toEqual(ran);
  } finally {
    vi.useRealTimers();
  }
});

test('two deliveries of an ordered key never overlap, of different keys they do', async () => {
  const running = new Map<string, number>();
  let overlap = 0;
  let beside = 0;
  const service = await start(
    async (event) => {
      const { key } = event.data;
      running.set(key, (running.get(key) ?? 0) + 1);
      if ((running.get(key) ?? 0) > 1) overlap += 1;
      if (running.size > 1) beside += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      const left = (running.get(key) ?? 1) - 1;
      if (left === 0) running.delete(key);
      else running.set(key, left);
    },
    { consumer: { ordered: true } },
  );
  await Promise.all(
    Array.from({ length: 12 }, (_, n) => service.deliver(sample(n % 2 === 0 ? 'a' : 'b', n))),
  );
  expect(overlap).toBe(0);
  expect(beside).toBeGreaterThan(0);
  expect(await inboxSize()).toBe(12);
});

test('stale versions of a key are dropped, numbers by value and texts by their bytes', async () => {
  const service = await start(write, { consumer: { versionOf: (data) => (data as Sample).n } });
  for (const n of [1, 10, 9, 10, 11]) await service.deliver(sample('a', n, { id: `${n}-${Math.random()}` }));
  expect(await effects()).toEqual(['a1', 'a10', 'a11']);
});

test('a handler that is too slow is cut off: its late writes fail, the event comes again', async () => {
  let late: unknown;
  const service = await start(
    async (event, context) => {
      if (context.attempt > 1) return await write(event, context);
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(context.signal.aborted).toBe(true);
      late = await context.tx
        .query('INSERT INTO effect VALUES (1, 1)')
        .catch((error: Error) => error.message);
    },
    { consumer: { timeoutMs: 300 } },
  );
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  await until(() => late !== undefined, 'the late write');
  expect(late).toContain('has ended');
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await effects()).toEqual(['a1']);
});

test('without a database to settle in, the last attempt drops to the topic, whose letters come back later', async () => {
  const service = await start(async () => {
    throw new RetryableError('not yet');
  });
  await database.query('ALTER TABLE eda.attempt RENAME TO attempt_away');
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  expect(await service.deliver(sample('a', 1))).toBe('DROP');
  await database.query('ALTER TABLE eda.attempt_away RENAME TO attempt');
  expect(await service.deliver(sample('a', 1), '/events/dead')).toBe('SUCCESS');
  expect(await service.deliver(sample('a', 1), '/events/dead')).toBe('SUCCESS');
  expect(await letters()).toMatchObject([
    { reason: 'undeliverable', consumer: 'counter/one', state: 'open' },
  ]);
  expect(await service.deliver('not json', '/events/dead')).toBe('SUCCESS');
  expect(await letters()).toMatchObject([{}, { reason: 'undeliverable', consumer: 'counter' }]);
});

test('deadLetter none: given up is lost, and said so', async () => {
  const service = await start(
    async () => {
      throw new Error('bug');
    },
    { consumer: { deadLetter: 'none', ordered: true } },
  );
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(await letters()).toEqual([]);
  expect(await rows('SELECT FROM eda.inbox_key')).toEqual([]);
  expect(service.logger.lines.some(({ message }) => message.includes('lost'))).toBe(true);
});

test('each consumer of an event counts for itself', async () => {
  const runs: string[] = [];
  let broken = true;
  const second = createConsumer({ consumer: 'counter/two', handler: 'second' });
  const first = createConsumer({ consumer: 'counter/one' });
  const service = await startTestService({
    definition: createDefinition({
      subscriptions: [createSubscription({ events: [createSubscribed({ consumers: [first, second] })] })],
      outbox: 'connect',
    }),
    wiring: {
      handlers: {
        'shop.item.counted': () => void runs.push('one'),
        second: () => {
          runs.push('two');
          if (broken) throw new RetryableError('not yet');
        },
      },
    },
    sidecar,
    databaseUrl: url,
  });
  services.push(service);
  database = openDatabase(url, 3, service.logger);
  expect(await service.deliver(sample('a', 1))).toBe('RETRY');
  broken = false;
  expect(await service.deliver(sample('a', 1))).toBe('SUCCESS');
  expect(runs).toEqual(['one', 'two', 'two']);
});

test('a handler may publish only what the design allows', async () => {
  const service = await start(
    async (_event, { publish }) => void (await publish('shop.item.counted', { key: 'a', n: 1 })),
    { consumer: { publishes: [] } },
  );
  await service.deliver(sample('a', 1));
  expect(await letters()).toMatchObject([
    { reason: 'failed', error: expect.stringContaining('may not publish') },
  ]);
});

test('bulk deliveries answer for each entry; more than fit wait their turn', async () => {
  const service = await start(
    async (event, context) => {
      if (event.data.n === 3) throw new RetryableError('not yet');
      await write(event, context);
    },
    { subscription: { bulk: true }, consumer: { concurrency: 2 }, poolSize: 4 },
  );
  const entries = Array.from({ length: 12 }, (_, n) => ({
    entryId: `e${n}`,
    event: JSON.parse(sample('a', n)),
    contentType: 'application/cloudevents+json',
  }));
  const { body } = await service.request('POST', '/events/0', { body: { entries } });
  const statuses = body.statuses as { entryId: string; status: string }[];
  expect(statuses).toHaveLength(12);
  expect(statuses.filter(({ status }) => status === 'RETRY')).toEqual([{ entryId: 'e3', status: 'RETRY' }]);
  expect(await effects()).toHaveLength(11);
});

test('raw events have the id that the design names; bytes are unpacked', async () => {
  const seen: unknown[] = [];
  const service = await start(async (event) => void seen.push([event.id, event.data]), {
    event: { envelope: 'raw', id: (data) => (data as { ref?: string }).ref },
  });
  const data = { ref: 'r1', key: 'a', n: 1 };
  expect(await service.deliver(JSON.stringify(data))).toBe('SUCCESS');
  const bytes = { id: 'random', data_base64: Buffer.from(JSON.stringify(data)).toString('base64') };
  expect(await service.deliver(JSON.stringify(bytes))).toBe('SUCCESS');
  expect(seen).toEqual([['r1', data]]);
  expect(await service.deliver(JSON.stringify({ key: 'a', n: 1 }))).toBe('SUCCESS');
  expect(await letters()).toMatchObject([{ reason: 'invalid', error: 'The envelope has no id' }]);
});

test('hostile ids: very long, with NUL, with quotes, with halves of a surrogate pair', async () => {
  const service = await start(write);
  const ids = [
    'x'.repeat(5000),
    `'; DROP TABLE eda.inbox; --`,
    'nul\u0000nul',
    '\ud800',
    '\ud801',
    'pair \u{1f600}',
  ];
  for (const id of ids) {
    expect(await service.deliver(sample('a', 1, { id }))).toBe('SUCCESS');
    expect(await service.deliver(sample('a', 1, { id }))).toBe('SUCCESS');
  }
  expect(await effects()).toHaveLength(ids.length);
});

test('the inbox forgets what is older than the retention', async () => {
  const service = await start(write);
  await service.deliver(sample('a', 1));
  await service.deliver(sample('a', 2));
  await database.query(`UPDATE eda.inbox SET received_at = now() - interval '2 days' WHERE event_id = 'a1'`);
  expect(await pruneInbox(database, 86_400_000)).toBe(1);
  expect(await inboxSize()).toBe(1);
});
