import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BulkEntry, type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { forgetfulBroker } from '../../../tests/support/forgetful-broker.ts';
import { runSql, startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import {
  createDefinition,
  createMemoryLogger,
  createPublished,
  until,
} from '../../../tests/support/service-fixture.ts';
import type { ServiceDefinition } from './contract.ts';
import { type Database, openDatabase } from './database.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createMessage, type Message } from './message.ts';
import { writeOutbox } from './outbox.ts';
import { listParked, retryParked, skipParked } from './outbox-admin.ts';
import { maintainHistory } from './outbox-history.ts';
import { type Relay, startRelay } from './relay.ts';
import type { RelayOptions } from './relay-options.ts';
import { createSidecar } from './sidecar.ts';
import { runTransaction } from './unit-of-work.ts';

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let database: Database;
let http: HttpClient;
let relays: Relay[];
const logger = createMemoryLogger();
const definition = createDefinition({
  publishes: {
    loose: createPublished({ name: 'loose' }),
    strict: createPublished({ name: 'strict', ordered: true }),
    other: createPublished({ name: 'other', address: 'other/topic' }),
    raw: createPublished({ name: 'raw', envelope: 'raw', address: 'raw-topic', ttlSeconds: 60 }),
  },
});

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  url = await postgres.createDatabase(runtimeSchema);
  sidecar = await startFakeSidecar();
  database = openDatabase(url, 12, logger);
  http = createHttpClient();
  relays = [];
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await database.close();
  http.close();
  await sidecar.close();
});

function relay(over: Partial<RelayOptions> = {}): Relay {
  const started = startRelay({
    databaseUrl: url,
    sidecar: createSidecar(http.send, sidecar.url),
    logger,
    history: false,
    attempts: 3,
    keyBackoff: { initialMs: 10, maxMs: 40 },
    topicBackoff: { initialMs: 10, maxMs: 100 },
    pollMs: 50,
    ...over,
  });
  relays.push(started);
  return started;
}

async function publish(
  name: string,
  rows: readonly { key: string; n: number }[],
  of: ServiceDefinition = definition,
) {
  await runTransaction(database, of, async (unit) => {
    for (const data of rows) await unit.publish(name as never, data as never);
  });
}

async function count(table: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? 0;
}

const drained = () => until(async () => (await count('eda.outbox')) === 0, 'an empty outbox');

/** Numbers of a key in order of their first arrival. */
function arrived(key: string): number[] {
  const numbers = sidecar.accepted
    .filter(({ event }) => event.data.key === key)
    .map(({ event }) => event.data.n);
  return [...new Set(numbers)] as number[];
}

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);
const rowsOf = (key: string, n: number) => numbers(n).map((index) => ({ key, n: index }));

test('a rolled back transaction publishes nothing, a committed one everything, in order', async () => {
  relay();
  await expect(
    runTransaction(database, definition, async (unit) => {
      await unit.publish('loose' as never, { key: 'a', n: 99 } as never);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await publish('loose', rowsOf('a', 5));
  await drained();
  expect(arrived('a')).toEqual([0, 1, 2, 3, 4]);
  const [first] = sidecar.accepted;
  expect(first?.event).toMatchObject({ specversion: '1.0', source: '/shop/counter', subject: 'a' });
  expect(first?.metadata).toEqual({ partitionKey: 'a' });
});

test('an error that the caller swallowed rolls back: commit says so', async () => {
  await expect(
    runTransaction(database, definition, async (unit) => {
      await unit.tx.query('SELECT 1/0').catch(() => {});
    }),
  ).rejects.toThrow('was rolled back');
  await expect(
    runTransaction(database, definition, async (unit) => {
      await unit.tx.query('SELECT 1/0').catch(() => {});
      await unit.publish('loose' as never, { key: 'a', n: 1 } as never);
    }),
  ).rejects.toMatchObject({ code: '25P02' });
  expect(await count('eda.outbox')).toBe(0);
});

test('publishing in a transaction of the caller writes at once, and leaves with its commit', async () => {
  relay({ pollMs: 50 });
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await writeOutbox(client, [createMessage(definition, 'loose', { key: 'own', n: 1 })]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(sidecar.accepted).toEqual([]);
  await client.query('COMMIT');
  await client.end();
  await drained();
  expect(arrived('own')).toEqual([1]);
});

// One event has a statement of its own.
test.each([
  [[1], [2]],
  [[1, 2], [3]],
  [[1], [2, 3]],
])('a writer of a lane waits for the one before: id order is commit order (%j, %j)', async (...numbers) => {
  const [one, two] = [await database.begin(), await database.begin()];
  const [earlier, later] = numbers.map((of) =>
    of.map((n) => createMessage(definition, 'loose', { key: 'same', n })),
  ) as [Message[], Message[]];
  await writeOutbox(one.tx, earlier);
  let written = false;
  const second = writeOutbox(two.tx, later).then(() => {
    written = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(written).toBe(false);
  await one.commit();
  await second;
  await two.commit();
  const { rows } = await database.query<{ n: number }>(
    `SELECT (envelope->'data'->>'n')::int AS n FROM eda.outbox ORDER BY id`,
  );
  expect(rows.map(({ n }) => n)).toEqual(numbers.flat());
});

test('raw events go bare, with their own request flag; slashes of topics survive', async () => {
  const flags: (string | null)[] = [];
  sidecar.onPublish = ({ query, entries }, accept) => {
    flags.push(query.get('metadata.rawPayload'));
    accept(entries);
    return { status: 204 };
  };
  relay();
  await publish('raw', [{ key: 'r', n: 1 }]);
  await drained();
  await publish('other', [{ key: 'o', n: 2 }]);
  await drained();
  expect(flags).toEqual(['true', null]);
  expect(sidecar.accepted[0]).toMatchObject({ topic: 'raw-topic', event: { key: 'r', n: 1 } });
  expect(sidecar.accepted[0]?.metadata).toMatchObject({ ttlInSeconds: '60' });
  expect(sidecar.accepted[1]?.topic).toBe('other/topic');
});

test('where a service has components of its own, it publishes through them, probes as well', async () => {
  const seen: string[] = [];
  sidecar.onPublish = ({ pubsub, topic, entries }, accept) => {
    seen.push(`${pubsub}/${topic}`);
    if (topic !== 'probe') accept(entries);
    return { status: 204 };
  };
  relay({
    sidecar: createSidecar(http.send, sidecar.url, undefined, { pubsub: 'pubsub--shop' }),
    probes: { pubsub: { topic: 'probe', withinMs: 5000 } },
  });
  await publish('other', [{ key: 'o', n: 1 }]);
  await drained();
  expect(seen).toEqual(['pubsub--shop/other/topic', 'pubsub--shop/probe']);
});

test('two relays, random partial failures, cut answers and killed sessions: nothing lost, order per key', async () => {
  const random = createRandom(7);
  sidecar.onPublish = ({ entries }, accept) => {
    const order = [...entries].sort(() => random() - 0.5);
    const failed: BulkEntry[] = [];
    for (const entry of order) {
      const chance = random();
      // Half of the failures did arrive: the worst answer that a broker gives.
      if (chance < 0.95 || chance > 0.975) accept([entry]);
      if (chance >= 0.95) failed.push(entry);
    }
    if (random() < 0.02) return { status: 500, cut: true };
    if (failed.length === 0) return { status: 204 };
    return {
      status: 500,
      body: { failedEntries: failed.map(({ entryId }) => ({ entryId, error: 'broker' })) },
    };
  };
  relay({ attempts: 10_000 });
  relay({ attempts: 10_000 });
  const keys = numbers(40).map((index) => `k${index}`);
  const rows = numbers(30).flatMap((n) => keys.map((key) => ({ key, n })));
  const killing = setInterval(() => {
    void runSql(
      postgres.superuserUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'eda relay' AND datname = '${new URL(url).pathname.slice(1)}'
       ORDER BY random() LIMIT 1`,
    );
  }, 150);
  try {
    // Several writers at once; each key has one, so that the order of its numbers is the order of the commits.
    await Promise.all(
      numbers(4).map(async (writer) => {
        const own = rows.filter(({ key }) => Number(key.slice(1)) % 4 === writer);
        for (let at = 0; at < own.length; at += 3) await publish('strict', own.slice(at, at + 3));
      }),
    );
    await until(async () => (await count('eda.outbox')) === 0, 'an empty outbox', 20_000);
  } finally {
    clearInterval(killing);
  }
  for (const key of keys) expect(arrived(key)).toEqual(numbers(30));
}, 30_000);

test('a relay killed between acceptance and DELETE makes duplicates, and nothing else', async () => {
  let killed = 0;
  sidecar.onPublish = async ({ entries }, accept) => {
    accept(entries);
    killed += 1;
    if (killed <= 3) {
      await runSql(
        postgres.superuserUrl,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'eda relay' AND datname = '${new URL(url).pathname.slice(1)}'`,
      );
    }
    return { status: 204 };
  };
  relay();
  await publish('loose', rowsOf('a', 20));
  await drained();
  expect(arrived('a')).toEqual(numbers(20));
  const ids = sidecar.accepted.map(({ event }) => event.id);
  expect(ids.length).toBeGreaterThan(20);
  expect(new Set(ids).size).toBe(20);
});

test('a hot key with more rows than memory takes keeps its order, and others pass it', async () => {
  relay();
  await publish('loose', [...rowsOf('hot', 400), ...rowsOf('cold', 3)]);
  await drained();
  expect(arrived('hot')).toEqual(numbers(400));
  const positions = sidecar.accepted.map(({ event }) => event.data.key);
  expect(positions.indexOf('cold')).toBeLessThan(10);
});

test('a poison row parks after its attempts; its key goes on, others never wait', async () => {
  sidecar.onPublish = ({ entries }, accept) => {
    const bad = entries.filter(({ event }) => event.data.key === 'bad' && event.data.n === 1);
    accept(entries.filter((entry) => !bad.includes(entry)));
    if (bad.length === 0) return { status: 204 };
    return {
      status: 500,
      body: { failedEntries: bad.map(({ entryId }) => ({ entryId, error: 'too large' })) },
    };
  };
  const parked: string[] = [];
  relay({ onParked: (_row, reason) => parked.push(reason) });
  await publish('loose', [...rowsOf('bad', 4), ...rowsOf('good', 4)]);
  // A row alone in its request is only blamed once others pass: life goes on meanwhile.
  for (let n = 10; parked.length === 0 && n < 200; n += 1) {
    await publish('loose', [{ key: `more${n}`, n }]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await drained();
  expect(arrived('good')).toEqual([0, 1, 2, 3]);
  expect(arrived('bad')).toEqual([0, 2, 3]);
  expect(parked).toEqual(['too large']);
  const [row] = await listParked(database);
  expect(row).toMatchObject({ key: 'bad', attempts: 3, reason: 'too large', blocksKey: false });

  sidecar.onPublish = ({ entries }, accept) => {
    accept(entries);
    return { status: 204 };
  };
  expect(await retryParked(database, row?.id ?? '')).toBe(true);
  expect(await retryParked(database, row?.id ?? '')).toBe(false);
  await drained();
  expect(arrived('bad')).toEqual([0, 2, 3, 1]);
});

test('a parked strict row blocks its key, across relays, until somebody decides; then the order is whole', async () => {
  let poison = true;
  sidecar.onPublish = ({ entries }, accept) => {
    const bad = poison
      ? entries.filter(({ event }) => event.data.n === 1 && String(event.data.key).startsWith('s'))
      : [];
    if (bad.length > 0 && entries.length === 1)
      return { status: 400, body: { errorCode: 'ERR_PUBSUB_EVENTS_SER' } };
    if (bad.length > 0) return { status: 400 };
    accept(entries);
    return { status: 204 };
  };
  const first = relay();
  // Gets its half of the lanes; the rest only when the first is gone, and with them what is blocked there.
  const second = relay({ sweepMs: 60_000 });
  await until(() => first.state().lanes === 128 && second.state().lanes === 128, 'half of the lanes each');
  const strict = ['s1', 's2', 's3', 's4', 's5', 's6'].flatMap((key) => rowsOf(key, 4));
  await publish('strict', [...strict, ...rowsOf('fine', 4)]);
  await until(async () => (await count('eda.outbox_parked')) === 6, 'the parked rows');
  await until(() => arrived('fine').length === 4, 'the other key');
  await first.stop();
  await until(() => second.state().lanes === 256, 'all lanes');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(arrived('s1')).toEqual([0]);
  expect(await count('eda.outbox')).toBe(12);

  poison = false;
  const parked = await listParked(database);
  expect(parked.every((row) => row.blocksKey)).toBe(true);
  expect(await retryParked(database, parked.find((row) => row.key === 's1')?.id ?? '')).toBe(true);
  for (const { id, key } of parked) if (key !== 's1') expect(await skipParked(database, id)).toBe(true);
  await drained();
  expect(arrived('s1')).toEqual([0, 1, 2, 3]);
  expect(arrived('s2')).toEqual([0, 2, 3]);
});

test('a broker that is down parks nothing and counts nothing; everything follows when it is back', async () => {
  let requests = 0;
  let down = true;
  sidecar.onPublish = ({ entries }, accept) => {
    requests += 1;
    if (down) {
      return {
        status: 500,
        body: { failedEntries: entries.map(({ entryId }) => ({ entryId, error: 'down' })) },
      };
    }
    accept(entries);
    return { status: 204 };
  };
  const one = relay({ attempts: 1 });
  await publish('loose', [...rowsOf('a', 5), ...rowsOf('b', 5)]);
  await until(() => requests > 5, 'some attempts');
  expect(one.state().troubles).toMatchObject([{ kind: 'outage', reason: 'down' }]);
  const { rows } = await database.query<{ attempts: number }>('SELECT DISTINCT attempts FROM eda.outbox');
  expect(rows).toEqual([{ attempts: 0 }]);
  down = false;
  await drained();
  expect(await count('eda.outbox_parked')).toBe(0);
  expect(arrived('a')).toEqual(numbers(5));
  expect(one.state().troubles).toEqual([]);
});

test('a forbidden topic is the settings\u2019 fault: nothing counts, other topics go on, the state says it', async () => {
  sidecar.onPublish = ({ topic, entries }, accept) => {
    if (topic === 'other/topic') return { status: 403, body: { errorCode: 'ERR_PUBSUB_FORBIDDEN' } };
    accept(entries);
    return { status: 204 };
  };
  const one = relay({ attempts: 1 });
  // More rows than the window holds: they must not starve the topic that works.
  await publish('other', rowsOf('x', 1).concat(numbers(3000).map((n) => ({ key: `x${n}`, n }))));
  await until(() => one.state().troubles.length === 1, 'the trouble');
  await publish('loose', rowsOf('a', 3));
  await until(() => arrived('a').length === 3, 'the other topic');
  expect(one.state().troubles).toMatchObject([{ topic: 'other/topic', kind: 'systemic' }]);
  expect(await count('eda.outbox_parked')).toBe(0);
  sidecar.onPublish = ({ entries }, accept) => {
    accept(entries);
    return { status: 204 };
  };
  await drained();
  expect(new Set(sidecar.accepted.map(({ event }) => event.id)).size).toBe(3004);
});

test('rows that foreign SQL put behind the cursor arrive with the next sweep', async () => {
  relay({ sweepMs: 100 });
  await database.query(`SELECT setval('eda.outbox_id', 1000)`);
  await publish('loose', rowsOf('a', 3));
  await drained();
  await database.query(
    `INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope)
     SELECT l, l + 1, 'pubsub', 'shop.item.counted', 'foreign', gen_random_uuid(), '{"id":"f","data":{"key":"foreign","n":1}}'
     FROM generate_series(0, 255) l`,
  );
  await drained();
  expect(sidecar.accepted.filter(({ event }) => event.data.key === 'foreign')).toHaveLength(256);
});

test('relays share the lanes; one that comes later gets its half', async () => {
  const one = relay();
  await until(() => one.state().lanes === 256, 'all lanes');
  const two = relay();
  await until(() => one.state().lanes === 128 && two.state().lanes === 128, 'half of the lanes each');
  await one.stop();
  await until(() => two.state().lanes === 256, 'all lanes again');
});

test('stopping waits for the request in flight and deletes what it sent', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  sidecar.onPublish = async ({ entries }, accept) => {
    await held;
    accept(entries);
    return { status: 204 };
  };
  const one = relay();
  await publish('loose', rowsOf('a', 1));
  await until(() => one.state().buffered === 1, 'the row in memory');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = one.stop();
  await new Promise((resolve) => setTimeout(resolve, 100));
  release();
  await stopped;
  expect(await count('eda.outbox')).toBe(0);
  expect(sidecar.accepted).toHaveLength(1);
});

test('history keeps what was sent in partitions of a day, and drops old ones', async () => {
  const day = 86_400_000;
  await maintainHistory(database, 2 * day, Date.now() - 5 * day);
  await maintainHistory(database, 2 * day);
  await maintainHistory(database, 2 * day);
  relay({ history: true });
  await publish('loose', rowsOf('a', 3));
  await drained();
  const { rows } = await database.query<{ n: number }>(
    `SELECT (envelope->'data'->>'n')::int AS n FROM eda.outbox_sent ORDER BY id`,
  );
  expect(rows.map(({ n }) => n)).toEqual([0, 1, 2]);
  const partitions = await database.query(
    `SELECT FROM pg_inherits WHERE inhparent = 'eda.outbox_sent'::regclass`,
  );
  expect(partitions.rowCount).toBe(2);
});

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const probes = { pubsub: { topic: 'probe', withinMs: 300 } };

test.each([
  ['with a probe behind them nothing is lost', probes, 0],
  ['without one it is', {}, 2],
])('a sidecar says "accepted" of what was on its way when its channel broke: %s', async (_, own, lost) => {
  const broker = forgetfulBroker(300);
  sidecar.onPublish = broker.onPublish;
  relay({ probes: own });
  for (const start of [0, 10, 20]) {
    if (start > 0) broker.breakNext();
    await publish(
      'strict',
      numbers(10).map((n) => ({ key: 'a', n: start + n })),
    );
    await drained();
  }
  expect(broker.forgotten.length).toBe(2);
  expect(30 - arrived('a').length).toBe(lost);
});

test('whatever a sidecar forgets while its channel breaks, rows stay until the broker has them, in order', async () => {
  const random = createRandom(11);
  const broker = forgetfulBroker(150, () => random() < 0.02);
  sidecar.onPublish = broker.onPublish;
  const patient = { probes: { pubsub: { topic: 'probe', withinMs: 150 } }, attempts: 2 };
  relay(patient);
  relay(patient);
  const keys = numbers(20).map((index) => `k${index}`);
  for (const n of numbers(12))
    await publish(
      n % 2 === 0 ? 'strict' : 'loose',
      keys.map((key) => ({ key, n })),
    );
  await until(async () => (await count('eda.outbox')) === 0, 'an empty outbox', 60_000);
  expect(broker.forgotten.length).toBeGreaterThan(1);
  for (const key of keys) {
    expect(new Set(arrived(key))).toEqual(new Set(numbers(12)));
    for (const rest of [0, 1]) {
      const ofTopic = arrived(key).filter((n) => n % 2 === rest);
      expect(ofTopic).toEqual([...ofTopic].sort((one, other) => one - other));
    }
  }
  expect(await count('eda.outbox_parked')).toBe(0);
}, 90_000);

test('a broker too slow to confirm gets single rows, seldom: no attempt is used up, nothing is parked', async () => {
  let slow = true;
  let probed = 0;
  const sizes: number[] = [];
  sidecar.onPublish = async ({ topic, entries }, accept) => {
    if (topic !== 'probe') {
      sizes.push(entries.length);
      accept(entries);
    } else if (slow) {
      probed += 1;
      await new Promise((resolve) => setTimeout(resolve, 70));
    }
    return { status: 204 };
  };
  const running = relay({ probes: { pubsub: { topic: 'probe', withinMs: 50 } }, attempts: 2 });
  await publish(
    'loose',
    numbers(300).map((n) => ({ key: `k${n}`, n })),
  );
  await until(() => probed >= 15, 'fifteen probes');
  expect(running.state().troubles[0]?.reason).toContain('not confirmed');
  expect(sizes.slice(-5)).toEqual([1, 1, 1, 1, 1]);
  expect([await count('eda.outbox'), await count('eda.outbox_parked')]).toEqual([300, 0]);
  const { rows } = await database.query<{ n: number }>('SELECT max(attempts)::int AS n FROM eda.outbox');
  expect(rows[0]?.n).toBe(0);
  slow = false;
  await drained();
  expect(running.state().troubles).toEqual([]);
}, 30_000);

test('topics that share little room take turns', async () => {
  sidecar.onPublish = async ({ topic, entries }, accept) => {
    if (topic !== 'probe') accept(entries);
    else await new Promise((resolve) => setTimeout(resolve, 60));
    return { status: 204 };
  };
  const names = numbers(12).map((n) => `topic-${n}`);
  const publishes = Object.fromEntries(names.map((name) => [name, createPublished({ name, address: name })]));
  const many = createDefinition({ publishes });
  // Each probe takes more than half of the time, so that the room shrinks to a single row.
  relay({ probes: { pubsub: { topic: 'probe', withinMs: 100 } } });
  for (const name of names)
    await publish(
      name,
      numbers(20).map((n) => ({ key: `${name}-${n}`, n })),
      many,
    );
  await until(() => new Set(sidecar.accepted.map(({ topic }) => topic)).size === names.length, 'all topics');
  // One topic after the other would have left the last alone.
  expect(await count('eda.outbox')).toBeGreaterThan(100);
}, 30_000);
