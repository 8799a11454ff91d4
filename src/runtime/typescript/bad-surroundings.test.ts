import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { askSql, runSql, startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { startTestService, type TestService } from '../../../tests/support/running-service.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import {
  createConsumer,
  createDefinition,
  createDelivery,
  createMemoryLogger,
  createSubscribed,
  createSubscription,
  until,
} from '../../../tests/support/service-fixture.ts';
import type { Handler } from './contract.ts';
import { migrate } from './migrate.ts';
import { startService } from './service.ts';

let postgres: TestPostgres;
let url: string;
let sidecar: FakeSidecar;
let folder: string;
let services: TestService[];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.createDatabase();
  sidecar = await startFakeSidecar();
  folder = mkdtempSync(join(tmpdir(), 'eda-bad-'));
  mkdirSync(join(folder, 'eda'));
  writeFileSync(join(folder, 'eda/0001-runtime.sql'), runtimeSchema);
  writeFileSync(join(folder, '0001-item.sql'), 'CREATE TABLE item (key text, n int)');
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await sidecar.close();
  rmSync(folder, { recursive: true, force: true });
});

const handle: Handler<{ key: string; n: number }> = async ({ data }, { tx }) => {
  await tx.query('INSERT INTO item VALUES ($1, $2)', [data.key, data.n]);
};

async function start(databaseUrl = url, timeoutMs = 5_000): Promise<TestService> {
  const retry = { attempts: 100, backoff: 'constant', intervalMs: 1 } as const;
  const consumers = [createConsumer({ retry, timeoutMs })];
  const service = await startTestService({
    definition: createDefinition({
      subscriptions: [createSubscription({ events: [createSubscribed({ consumers })] })],
    }),
    wiring: { handlers: { 'shop.item.counted': handle } },
    sidecar,
    databaseUrl,
    migrations: folder,
    graceMs: 500,
  });
  services.push(service);
  return service;
}

const rows = (sql: string) => askSql(url, sql);

test('a login that the database refuses, and a database that is not there, are said at the start', async () => {
  await expect(start(url.replace('//postgres@', '//stranger@'))).rejects.toThrow(
    /role "stranger" does not exist/,
  );
  await expect(start(`${url}_nowhere`)).rejects.toThrow(/database ".+_nowhere" does not exist/);
});

test('a service that starts before its database is alive and says why it waits; it is ready when the database comes', async () => {
  const { hostname, port } = new URL(url);
  // Nobody listens there until the door opens.
  const door = createServer((socket) => {
    const inside = connect(Number(port), hostname);
    for (const one of [socket, inside]) one.on('error', () => {});
    socket.pipe(inside).pipe(socket);
  });
  const place = await new Promise<number>((free) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: found } = probe.address() as AddressInfo;
      probe.close(() => free(found));
    });
  });
  const logger = createMemoryLogger();
  const starting = startService(
    createDefinition({}),
    { handlers: {}, operations: {}, projections: {} },
    {
      ...{ logger, handleSignals: false },
      environment: {
        ...{ host: '127.0.0.1', port: 0, sidecarUrl: sidecar.url, adminToken: 'token', migrations: folder },
        ...{ logFormat: 'json', logLevel: 'info', databaseUrl: url.replace(`:${port}/`, `:${place}/`) },
      },
    },
  );
  const lineOf = (text: string) => logger.lines.find(({ message }) => message === text);
  await until(() => lineOf('database not ready') !== undefined, 'the log');
  expect(lineOf('database not ready')).toMatchObject({
    ...{ level: 'warn', fields: { error: expect.stringContaining('ECONNREFUSED') } },
  });
  const own = (lineOf('service listens')?.fields as { readonly port?: number } | undefined)?.port;
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${own}${path}`)).status;
  expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 503]);
  await new Promise<void>((opened) => door.listen(place, '127.0.0.1', opened));
  const service = await starting;
  try {
    await until(async () => (await ask('/readyz')) === 200, 'the service');
    expect(await rows('SELECT * FROM item')).toEqual([]);
  } finally {
    await service.stop();
    door.close();
  }
});

test('while the database is read-only events come again and what was committed waits; then all takes effect', async () => {
  const service = await start();
  await until(async () => (await service.request('GET', '/readyz')).status === 200, 'the service');
  sidecar.onPublish = () => ({ status: 500 });
  await service.transaction(({ publish }) =>
    publish('shop.item.counted' as never, { key: 'a', n: 1 } as never),
  );
  const name = new URL(url).pathname.slice(1);
  const setReadOnly = async (value: boolean) => {
    await runSql(
      postgres.superuserUrl,
      `ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`,
    );
    await runSql(
      postgres.superuserUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
  };
  await setReadOnly(true);
  await until(
    async () => (await service.deliver(createDelivery({ key: 'b', n: 2 }))) === 'RETRY',
    'the refusal',
  );
  expect(await service.deliver(createDelivery({ key: 'b', n: 2 }))).toBe('RETRY');
  expect(
    service.logger.lines.filter(({ message }) => message === 'event failed, comes again').length,
  ).toBeGreaterThan(0);
  expect(await rows('SELECT FROM item')).toEqual([]);
  sidecar.onPublish = ({ entries }, accept) => {
    accept(entries);
    return { status: 204 };
  };
  await setReadOnly(false);
  await until(
    async () => (await service.deliver(createDelivery({ key: 'b', n: 2 }))) === 'SUCCESS',
    'the effect',
  );
  expect(await rows('SELECT key FROM item')).toEqual([{ key: 'b' }]);
  await until(async () => (await rows('SELECT FROM eda.outbox')).length === 0, 'the outbox', 30_000);
  expect(new Set(sidecar.accepted.map(({ event }) => event.data.key))).toEqual(new Set(['a']));
  expect(await rows('SELECT FROM eda.dead_letter')).toEqual([]);
});

/** A table whose every change fails as on a full disk, or takes its time. */
const trouble = (table: string, body: string) =>
  `CREATE OR REPLACE FUNCTION public.trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$;
   CREATE TRIGGER trouble BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION public.trouble()`;
const full = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'";

test('while the disk of the database is full events come again, and publishers are told; then all takes effect', async () => {
  const service = await start();
  for (const table of ['eda.inbox', 'eda.attempt', 'eda.dead_letter', 'eda.outbox'])
    await runSql(url, trouble(table, full));
  for (let n = 0; n < 3; n += 1)
    expect(await service.deliver(createDelivery({ key: 'b', n: 2 }, { id: 'b-2' }))).toBe('RETRY');
  const told = service.logger.lines.filter(({ message }) => message === 'event failed, comes again');
  expect(told.length).toBe(3);
  expect(told[0]?.fields).toMatchObject({ error: expect.stringContaining('No space left on device') });
  await expect(
    service.transaction(async ({ tx, publish }) => {
      await tx.query("INSERT INTO item VALUES ('lost', 1)");
      await publish('shop.item.counted' as never, { key: 'lost', n: 1 } as never);
    }),
  ).rejects.toMatchObject({ code: '53100' });
  expect((await service.request('GET', '/healthz')).status).toBe(200);
  for (const table of ['eda.inbox', 'eda.attempt', 'eda.dead_letter', 'eda.outbox'])
    await runSql(url, `DROP TRIGGER trouble ON ${table}`);
  expect(await service.deliver(createDelivery({ key: 'b', n: 2 }, { id: 'b-2' }))).toBe('SUCCESS');
  expect(await rows('SELECT key FROM item')).toEqual([{ key: 'b' }]);
  expect(await rows('SELECT FROM eda.dead_letter')).toEqual([]);
});

test('a database that is slower than the handler may be has no effect, and then one', async () => {
  const service = await start(url, 400);
  await runSql(url, trouble('item', 'PERFORM pg_sleep(1.5)'));
  expect(await service.deliver(createDelivery({ key: 'b', n: 2 }, { id: 'b-2' }))).toBe('RETRY');
  expect(await rows('SELECT FROM item')).toEqual([]);
  await runSql(url, 'DROP TRIGGER trouble ON item');
  expect(await service.deliver(createDelivery({ key: 'b', n: 2 }, { id: 'b-2' }))).toBe('SUCCESS');
  expect(await rows('SELECT key FROM item')).toEqual([{ key: 'b' }]);
});

test('a wrong password is said at the start, which fails', async () => {
  const hba = join(folder, 'pg_hba.conf');
  writeFileSync(hba, 'host all guest all scram-sha-256\nhost all all all trust\n');
  chmodSync(folder, 0o755);
  chmodSync(hba, 0o644);
  const guarded = await startPostgres({ hba_file: hba });
  try {
    const own = await guarded.createDatabase("CREATE ROLE guest LOGIN PASSWORD 'right'");
    await expect(start(own.replace('//postgres@', '//guest:wrong@'))).rejects.toThrow(
      'password authentication failed for user "guest"',
    );
  } finally {
    await guarded.stop();
  }
});

test('a migration that comes after later ones is applied, and said', async () => {
  const logger = createMemoryLogger();
  writeFileSync(join(folder, '0003-later.sql'), 'ALTER TABLE item ADD COLUMN later int');
  await migrate(url, folder, logger);
  expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  writeFileSync(join(folder, '0002-earlier.sql'), 'ALTER TABLE item ADD COLUMN earlier int');
  expect(await migrate(url, folder, logger)).toEqual(['0002-earlier.sql']);
  expect(logger.lines.filter(({ level }) => level === 'warn')).toEqual([
    {
      level: 'warn',
      message: 'migration comes after later ones',
      fields: { migration: '0002-earlier.sql', applied: ['0003-later.sql'] },
    },
  ]);
});

test('hostile texts in an event are data: stored, shown, and nothing else', async () => {
  const service = await start();
  const hostile = `'; DROP TABLE item; -- \u0000 \u202e \u001b[2J ${'x'.repeat(1000)}`;
  expect(
    await service.deliver(createDelivery({ key: hostile, n: 1 }, { id: hostile, source: hostile })),
  ).toBe('SUCCESS');
  expect(
    await service.deliver(createDelivery({ key: 'b', n: 'x' }, { id: `${hostile}2`, type: hostile })),
  ).toBe('SUCCESS');
  const letters = await rows('SELECT reason FROM eda.dead_letter ORDER BY id');
  expect(letters).toEqual([{ reason: 'failed' }, { reason: 'unknown' }]);
  expect(await service.deliver(createDelivery({ key: 'fine', n: 1 }))).toBe('SUCCESS');
  expect(await rows('SELECT key FROM item')).toEqual([{ key: 'fine' }]);
});
