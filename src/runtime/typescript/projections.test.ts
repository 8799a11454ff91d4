import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type AccountCommand,
  type AccountState,
  balancesTable,
  createBalances,
  createBank,
} from '../../../tests/support/aggregate-fixture.ts';
import { type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { startTestService, type TestService } from '../../../tests/support/running-service.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import {
  createConsumer,
  createDelivery,
  createMemoryLogger,
  createSubscribed,
  createSubscription,
  until,
} from '../../../tests/support/service-fixture.ts';
import type { Aggregate } from './aggregate-contract.ts';
import type { Consumer, Projection } from './contract.ts';
import { type Database, openDatabase } from './database.ts';

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
  url = await postgres.createDatabase(`${runtimeSchema};${balancesTable}`);
  sidecar = await startFakeSidecar();
  services = [];
  database = openDatabase(url, 6, createMemoryLogger());
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database.close();
  await sidecar.close();
});

async function start(bank: ReturnType<typeof createBank>): Promise<TestService> {
  const service = await startTestService({ ...bank, sidecar, databaseUrl: url });
  services.push(service);
  return service;
}

type Account = Aggregate<AccountCommand, AccountState>;
const pay = (service: TestService, key: string, amount: number, times = 1) =>
  service.transaction(({ aggregates }) =>
    (aggregates as { readonly account: Account }).account.execute(key, { key, pay: amount, times }),
  );
const projections = async (service: TestService) =>
  (await service.admin('GET', '/eda/projections')).body.projections as Record<string, unknown>[];
const balances = async () =>
  (
    await database.query<{ key: string; total: number; count: number }>(
      'SELECT key, total, count, last FROM public.balances ORDER BY key',
    )
  ).rows;

/** What the table has to hold, whatever happened to it. */
async function foldOfAll() {
  const { rows } = await database.query(
    `SELECT data->>'key' AS key, sum((data->>'n')::int)::int AS total, count(*)::int AS count,
       (array_agg((data->>'n')::int ORDER BY position DESC))[1] AS last
     FROM eda.event GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}
const settled = (what: string) =>
  until(async () => JSON.stringify(await balances()) === JSON.stringify(await foldOfAll()), what, 30_000);

describe('a projection of the store', () => {
  test('takes every event once, with two replicas at it and many writers', async () => {
    const bank = createBank();
    const [one, two] = [await start(bank), await start(bank)];
    const write = async (service: TestService, writer: number) => {
      for (let n = 0; n < 40; n += 1)
        await pay(service, `${writer % 3}-${n % 5}`, n, 1 + (n % 2)).catch(again);
    };
    /** Keys are shared: some come last too often. */
    const again = (error: Error) => {
      if (error.name !== 'ConcurrencyError') throw error;
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map((writer) => write(writer % 2 ? one : two, writer)));
    await settled('the table to be the fold of all');
    expect(await projections(one)).toMatchObject([
      { projection: 'balances', from: 'store', rebuildable: true, lag: 0, faults: [] },
    ]);
    const metrics = (await one.request('GET', '/metrics')).text;
    expect(metrics).toContain('eda_projection_lag{projection="balances"} 0');
  });

  test('answers who waits for what was just stored, and says 202 where that takes longer', async () => {
    const service = await start(createBank());
    for (let n = 1; n <= 20; n += 1) {
      const { position } = await pay(service, 'k', 1);
      const answer = await service.request('GET', `/projections/balances/k?position=${position}`);
      expect(answer).toMatchObject({ status: 200, body: { key: 'k', total: n } });
    }
    const open = await database.begin();
    await open.tx.query(`SELECT 1 FROM eda.projection FOR UPDATE`);
    const { position } = await pay(service, 'k', 1);
    const behind = await service.request('GET', `/projections/balances?position=${position}`);
    expect(behind).toMatchObject({ status: 202, body: { status: 'behind', position } });
    expect(behind.headers.get('retry-after')).toBe('1');
    await open.rollback();
    await until(
      async () => (await service.request('GET', `/projections/balances?position=${position}`)).status === 200,
      'it to come',
    );
    expect((await service.request('GET', '/projections/balances?position=x')).status).toBe(400);
  });

  test('goes on without events that it cannot take, names them, and takes them when they are mended', async () => {
    const service = await start(createBank());
    await pay(service, 'a', 1);
    const insert = (key: string, data: object) =>
      database.query(
        `INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
         VALUES (nextval('eda.event_position'), $1, 1, gen_random_uuid(), 'account.paid', '1.0.0', $2)`,
        [`account/${key}`, JSON.stringify(data)],
      );
    // One that fits no schema, and one that fits no column.
    await insert('broken', { key: 'broken', n: 'one' });
    await insert('huge', { key: 'huge', n: 1e12 });
    await pay(service, 'b', 2);
    const list = async () =>
      (await projections(service))[0]?.faults as { stream: string; version: number; error: string }[];
    await until(async () => (await list()).length === 2, 'the faults');
    expect(await list()).toMatchObject([
      {
        stream: 'account/broken',
        version: 1,
        type: 'account.paid',
        error: expect.stringContaining('n: must be a number'),
      },
      { stream: 'account/huge', version: 1, error: expect.stringContaining('out of range') },
    ]);
    expect(await balances()).toMatchObject([{ key: 'a' }, { key: 'b' }]);
    expect((await service.request('GET', '/metrics')).text).toContain(
      'eda_projection_faults{projection="balances"} 2',
    );
    await database.query(
      `UPDATE eda.event SET data = jsonb_set(data::jsonb, '{n}', '7') WHERE stream <> 'account/a'`,
    );
    expect((await service.admin('POST', '/eda/projections/balances/rebuild')).status).toBe(202);
    await settled('the mended events');
    await until(async () => (await list()).length === 0, 'no faults');
  });

  test('goes on without an event whose fold quotes a NUL', async () => {
    const bank = createBank();
    const choke = () => {
      throw new Error('what came: \0');
    };
    const projections = { balances: { 'account.paid': choke, 'account.told': choke } };
    const service = await start({ ...bank, wiring: { ...bank.wiring, projections } });
    await pay(service, 'a', 1);
    const faults = async () =>
      (await database.query<{ error: string }>('SELECT error FROM eda.projection_fault')).rows;
    await until(async () => (await faults()).length === 1, 'the fault');
    expect(await faults()).toEqual([{ error: 'what came: \uFFFD' }]);
  });

  test('is rebuilt while events flow: readers see the old table or the new one, whole', async () => {
    const bank = createBank();
    const [one, two] = [await start(bank), await start(bank)];
    for (let n = 0; n < 10; n += 1) await pay(one, `seed-${n}`, n, 200);
    await settled('the seed');
    await database.query('GRANT SELECT ON public.balances TO PUBLIC');
    await database.query(`UPDATE public.balances SET total = -1`);
    let flowing = true;
    const flow = [one, two].map(async (service, writer) => {
      for (let n = 0; flowing; n += 1) await pay(service, `flow-${writer}-${n % 7}`, n);
    });
    const seen = new Set<number>();
    const reader = (async () => {
      while (flowing) seen.add((await balances()).filter(({ key }) => key.startsWith('seed')).length);
    })();
    expect((await one.admin('POST', '/eda/projections/balances/rebuild')).status).toBe(202);
    await until(async () => (await balances()).every(({ total }) => total >= 0), 'the swap', 30_000);
    flowing = false;
    await Promise.all([...flow, reader]);
    await settled('the table to be the fold of all');
    expect([...seen]).toEqual([10]);
    const { rows } = await database.query(`SELECT to_regclass('public.balances__rebuild') AS shadow,
      EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE relname = 'balances' AND grantee = 0) AS granted`);
    expect(rows).toEqual([{ shadow: null, granted: true }]);
  });

  test('gives way to who holds the table, and comes through when that ends', async () => {
    const service = await start(createBank());
    await pay(service, 'a', 1);
    await settled('the event');
    const open = await database.begin();
    await open.tx.query('SELECT 1 FROM public.balances');
    await service.admin('POST', '/eda/projections/balances/rebuild');
    await until(async () => (await projections(service))[0]?.building !== undefined, 'the build');
    expect(await service.admin('POST', '/eda/projections/balances/rebuild')).toMatchObject({ status: 409 });
    // Readers and writers go on meanwhile, between its attempts.
    await pay(service, 'a', 1);
    await settled('the next event');
    await open.rollback();
    await until(async () => (await projections(service))[0]?.building === undefined, 'the swap', 30_000);
    await settled('the fold');
  });

  test('is not rebuilt where a view would go on reading the old table', async () => {
    const service = await start(createBank());
    await pay(service, 'a', 1);
    await database.query('CREATE VIEW public.report AS SELECT key FROM public.balances');
    const { status, body } = await service.admin('POST', '/eda/projections/balances/rebuild');
    expect(status).toBe(409);
    expect(body.title).toContain('drop report before');
    expect((await service.admin('POST', '/eda/projections/nobody/rebuild')).status).toBe(404);
  });

  test('a build that other code began and left is begun anew', async () => {
    const service = await start(createBank());
    await pay(service, 'a', 1);
    await settled('the event');
    await database.query(`CREATE TABLE public.balances__rebuild (LIKE public.balances INCLUDING ALL)`);
    await database.query(`INSERT INTO public.balances__rebuild (key) VALUES ('left')`);
    await database.query(
      `INSERT INTO eda.projection (name, state, table_name, position, code, updated_at)
       VALUES ('balances', 'building', 'balances__rebuild', 1, 'other', now() - interval '1 hour')`,
    );
    await until(async () => (await projections(service))[0]?.building === undefined, 'the swap', 30_000);
    expect(await balances()).toEqual(await foldOfAll());
  });
});

describe('an immediate projection', () => {
  test('knows at once, is built first where there are events already, and rebuilt while they flow', async () => {
    const without = await start(createBank({ projections: [] }));
    await pay(without, 'early', 3, 4);
    await without.stop();
    const service = await start(createBank({ projections: [createBalances({ immediate: true })] }));
    await until(async () => (await balances()).length === 1, 'what was there before');
    await pay(service, 'a', 5);
    expect(await balances()).toEqual(await foldOfAll());
    await database.query('UPDATE public.balances SET total = -1');
    let flowing = true;
    const flow = [0, 1, 2].map(async (writer) => {
      for (let n = 0; flowing; n += 1) {
        const { position } = await pay(service, `flow-${writer}`, n);
        const answer = await service.request(
          'GET',
          `/projections/balances/flow-${writer}?position=${position}`,
        );
        expect(answer.body.count).toBe(n + 1);
      }
    });
    await service.admin('POST', '/eda/projections/balances/rebuild');
    await until(async () => (await balances()).every(({ total }) => total >= 0), 'the swap', 30_000);
    flowing = false;
    await Promise.all(flow);
    expect(await balances()).toEqual(await foldOfAll());
  });
});

describe('a projection that keeps what it receives', () => {
  const kept = (over: Partial<Projection> = {}) => {
    const { kind: _kind, handler: _handler, ...settings } = createConsumer();
    const consumer: Consumer = {
      ...settings,
      kind: 'projection',
      projection: 'balances',
      consumer: 'counter/account.paid/balances',
    };
    return createBank({
      aggregates: [],
      projections: [createBalances({ stored: [], keep: true, ...over })],
      subscriptions: [
        createSubscription({
          designed: ['account.paid'],
          events: [createSubscribed({ name: 'account.paid', type: 'account.paid', consumers: [consumer] })],
        }),
      ],
    });
  };
  const hear = (service: TestService, key: string, n: number, id = crypto.randomUUID()) =>
    service.deliver(createDelivery({ key, n }, { id, type: 'account.paid' }));

  test('is rebuilt from it while events and duplicates arrive', async () => {
    const service = await start(kept());
    for (let n = 0; n < 50; n += 1) await hear(service, `k${n % 5}`, n);
    await database.query('UPDATE public.balances SET total = -1');
    let flowing = true;
    const told = new Map<string, number>();
    const flow = [0, 1, 2].map(async (writer) => {
      for (let n = 0; flowing; n += 1) {
        const id = crypto.randomUUID();
        for (let times = 0; times < 1 + (n % 2); times += 1) await hear(service, `f${writer}`, n, id);
        told.set(`f${writer}`, (told.get(`f${writer}`) ?? 0) + n);
      }
    });
    expect((await service.admin('POST', '/eda/projections/balances/rebuild')).status).toBe(202);
    await until(async () => (await balances()).every(({ total }) => total >= 0), 'the swap', 30_000);
    flowing = false;
    await Promise.all(flow);
    const rows = await balances();
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(
      (await database.query('SELECT 1 FROM eda.received')).rows.length,
    );
    for (const [key, total] of told) expect(rows.find((row) => row.key === key)?.total).toBe(total);
    expect(rows.find(({ key }) => key === 'k1')?.total).toBe(1 + 6 + 11 + 16 + 21 + 26 + 31 + 36 + 41 + 46);
    expect((await service.request('GET', '/projections/balances?position=1')).status).toBe(400);
  });

  test('is rebuilt where events came before its row did', async () => {
    const before = await start(kept());
    for (let n = 0; n < 3; n += 1) await hear(before, 'a', n);
    await before.stop();
    await database.query('DELETE FROM eda.projection');
    const service = await start(kept());
    await until(
      async () => (await database.query('SELECT 1 FROM eda.projection')).rows.length === 1,
      'its row',
    );
    expect((await service.admin('POST', '/eda/projections/balances/rebuild')).status).toBe(202);
  });

  test('is not rebuilt where it took events before it kept them, or keeps none', async () => {
    const before = await start(kept({ keep: false }));
    await hear(before, 'a', 1);
    expect((await before.admin('POST', '/eda/projections/balances/rebuild')).body.title).toContain(
      'it keeps none of its events',
    );
    await before.stop();
    const service = await start(kept());
    await hear(service, 'a', 1);
    await until(
      async () => (await database.query('SELECT 1 FROM eda.projection')).rows.length === 1,
      'its row',
    );
    expect((await service.admin('POST', '/eda/projections/balances/rebuild')).body.title).toContain(
      'it took events before it kept them',
    );
  });
});

describe('the state of an aggregate', () => {
  test('is shown as it is, was at a version or at a time; what is wrong is said', async () => {
    const service = await start(createBank());
    await pay(service, 'a/b', 1, 3);
    const path = `/eda/aggregates/account/${encodeURIComponent('a/b')}`;
    expect(await service.admin('GET', path)).toMatchObject({
      status: 200,
      body: { stream: 'account/a/b', version: 3, state: { balance: 3 } },
    });
    expect((await service.admin('GET', `${path}?version=2`)).body).toMatchObject({
      version: 2,
      state: { balance: 2 },
    });
    await database.query(`UPDATE eda.event SET at = ('2026-01-0' || version || 'T00:00:00Z')::timestamptz`);
    expect((await service.admin('GET', `${path}?at=2026-01-02T12:00:00Z`)).body).toMatchObject({
      version: 2,
      at: '2026-01-02T00:00:00.000Z',
    });
    expect((await service.admin('GET', `${path}?at=2025-01-02T12:00:00Z`)).status).toBe(404);
    expect((await service.admin('GET', `${path}?version=0`)).status).toBe(400);
    expect((await service.admin('GET', '/eda/aggregates/nothing/a')).status).toBe(404);
    expect((await service.request('GET', path)).status).toBe(401);
    await database.query(`DELETE FROM eda.event WHERE version = 2`);
    expect(await service.admin('GET', path)).toMatchObject({
      status: 409,
      body: { title: 'Stream account/a/b has a gap: version 2 is missing, 3 follows' },
    });
  });
});
