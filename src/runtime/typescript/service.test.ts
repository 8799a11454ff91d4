import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FakeSidecar, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
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
import type {
  OperationContext,
  OperationHandler,
  Projection,
  ServiceDefinition,
  ServiceWiring,
} from './contract.ts';
import { readEnvironment } from './environment.ts';
import { HttpError, RetryableError } from './errors.ts';
import { migrate } from './migrate.ts';
import { startService } from './service.ts';

let postgres: TestPostgres;
let url: string;
let folder: string;
let sidecar: FakeSidecar;
let services: TestService[];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  url = await postgres.createDatabase();
  sidecar = await startFakeSidecar();
  folder = mkdtempSync(join(tmpdir(), 'eda-migrations-'));
  mkdirSync(join(folder, 'eda'));
  writeFileSync(join(folder, 'eda', '0001-runtime.sql'), runtimeSchema);
  writeFileSync(join(folder, '0001-item.sql'), 'CREATE TABLE item (key text PRIMARY KEY, n int NOT NULL)');
  services = [];
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await sidecar.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  over: Partial<ServiceDefinition>,
  wiring: Partial<ServiceWiring> = {},
): Promise<TestService> {
  const definition = createDefinition(over);
  const service = await startTestService({
    definition,
    wiring,
    sidecar,
    migrations: folder,
    graceMs: 600,
    ...(definition.database && { databaseUrl: url }),
  });
  services.push(service);
  return service;
}

const publishes = async (service: TestService, n: number) =>
  await service.transaction(async ({ tx, publish }) => {
    await tx.query('INSERT INTO item VALUES ($1, $2)', [`k${n}`, n]);
    return await publish('shop.item.counted' as never, { key: `k${n}`, n } as never);
  });

test('from a commit to the broker: migrated, ready, published at once, measured', async () => {
  const service = await start({});
  expect((await service.request('GET', '/healthz')).status).toBe(200);
  expect(await service.request('GET', '/readyz')).toMatchObject({
    status: 200,
    body: { status: 'ready', checks: { migrations: 'applied', database: 'up', sidecar: 'up' } },
  });
  await until(async () => (await service.admin('GET', '/eda/status')).body.relay !== null, 'the relay');
  await publishes(service, 0);
  await until(() => sidecar.accepted.length === 1, 'the first event');
  // Far below the poll: a commit wakes the relay. On a busy machine one of many has to show it.
  let took = Number.POSITIVE_INFINITY;
  let sent = 1;
  while (took >= 500 && sent < 50) {
    const started = performance.now();
    const id = await publishes(service, sent);
    sent += 1;
    await until(() => sidecar.accepted.length === sent, 'the event');
    took = performance.now() - started;
    expect(sidecar.accepted[sent - 1]?.event.id).toBe(id);
  }
  expect(took).toBeLessThan(500);
  await until(() => service.logger.lines.some(({ message }) => message === 'event published'), 'the log');
  const published = service.logger.lines.find(({ message }) => message === 'event published');
  expect(published?.fields).toMatchObject({ event: 'shop.item.counted', topic: 'shop.item.counted' });
  const { text } = await service.request('GET', '/metrics');
  expect(text).toContain(`eda_published_total{topic="shop.item.counted"} ${sent}`);
  expect(text).toMatch(/eda_outbox_backlog \d/);
  expect(text).toContain('eda_relay_lanes 256');
  expect(await (await service.request('GET', '/dapr/subscribe')).text).toBe('[]');
});

test('a transaction of the caller publishes on its own client', async () => {
  const service = await start({});
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await service.publish(client, 'shop.item.counted' as never, { key: 'a', n: 1 } as never);
  await client.query('COMMIT');
  await client.end();
  await until(() => sidecar.accepted.length === 1, 'the event');
});

test('a service that publishes nothing runs no relay, but sends what an earlier design left', async () => {
  const silent = await start({ publishes: {} });
  await until(async () => (await silent.request('GET', '/readyz')).status === 200, 'the service');
  expect((await silent.request('GET', '/metrics')).text).not.toContain('eda_relay_lanes 256');
  expect((await silent.admin('GET', '/eda/status')).body.relay).toBeNull();
  await silent.stop();

  sidecar.healthy = false;
  const earlier = await start({});
  await publishes(earlier, 1);
  await earlier.stop();
  sidecar.healthy = true;
  await start({ publishes: {} });
  await until(() => sidecar.accepted.length === 1, 'the event');
});

test('the sidecar may come later: alive but not ready meanwhile, then everything is published', async () => {
  sidecar.healthy = false;
  const service = await start({});
  await publishes(service, 1);
  expect((await service.request('GET', '/healthz')).status).toBe(200);
  expect(await service.request('GET', '/readyz')).toMatchObject({
    status: 503,
    body: { checks: { sidecar: 'down' } },
  });
  expect(sidecar.accepted).toEqual([]);
  sidecar.healthy = true;
  await until(() => sidecar.accepted.length === 1, 'the event');
});

test('migrations run once, in order, the runtime\u2019s first; a changed one is an error that names it', async () => {
  const logger = createMemoryLogger();
  writeFileSync(join(folder, '0002-more.sql'), 'ALTER TABLE item ADD COLUMN more text');
  const both = await Promise.all([migrate(url, folder, logger), migrate(url, folder, logger)]);
  expect(both.flat()).toEqual(['eda/0001-runtime.sql', '0001-item.sql', '0002-more.sql']);
  expect(await migrate(url, folder, logger)).toEqual([]);
  writeFileSync(join(folder, '0003-broken.sql'), 'CREATE TABLE half (a int); SELECT nonsense');
  await expect(migrate(url, folder, logger)).rejects.toThrow(/'0003-broken.sql' failed: column "nonsense"/);
  writeFileSync(join(folder, '0003-broken.sql'), 'CREATE TABLE half (a int)');
  expect(await migrate(url, folder, logger)).toEqual(['0003-broken.sql']);
  writeFileSync(join(folder, '0002-more.sql'), 'ALTER TABLE item ADD COLUMN other text');
  await expect(migrate(url, folder, logger)).rejects.toThrow(
    "'0002-more.sql' was changed after it was applied",
  );
  await expect(start({})).rejects.toThrow('was changed');
});

test('what the design has and the code has not is said at the start', async () => {
  const subscriptions = [createSubscription()];
  await expect(start({ subscriptions })).rejects.toThrow("handler 'shop.item.counted'");
  const route = { method: 'GET', path: '/eda/own', handle: () => ({}) } as const;
  await expect(start({}, { routes: [route] })).rejects.toThrow('belongs to the runtime');
});

test('operations convert and validate, answer problems, run transactions, and roll back', async () => {
  const getItem: OperationHandler<{ key: string; deep?: boolean }, undefined> = async (
    { params },
    { database },
  ) => {
    const { rows } = await database.query('SELECT key, n FROM item WHERE key = $1', [params.key]);
    if (!rows[0]) throw new HttpError(404, 'There is no such item');
    return { ...rows[0], deep: params.deep ?? null };
  };
  const putItem: OperationHandler<{ key: string }, { n: number }> = async ({ params, body }, context) => {
    await context.transaction(async ({ tx, publish }) => {
      await tx.query('INSERT INTO item VALUES ($1, $2)', [params.key, body.n]);
      await publish('shop.item.counted' as never, { key: params.key, n: body.n } as never);
      if (body.n === 13) throw new Error('a secret detail');
    });
    return undefined;
  };
  const parameter = { name: 'key', type: 'string', in: 'path' } as const;
  const service = await start(
    {
      operations: [
        {
          name: 'getItem',
          method: 'GET',
          path: '/items/{key}',
          callers: [],
          fromOutside: true,
          parameters: [parameter, { name: 'deep', type: 'boolean', in: 'query' }],
          validateResponse: (value) =>
            (value as { n: number }).n < 0 ? [{ path: 'n', message: 'must be at least 0' }] : [],
        },
        {
          name: 'putItem',
          method: 'PUT',
          path: '/items/{key}',
          callers: [],
          fromOutside: true,
          parameters: [parameter],
          validateRequest: (value) =>
            typeof (value as { n?: unknown } | undefined)?.n === 'number'
              ? []
              : [{ path: 'n', message: 'is missing' }],
        },
      ],
    },
    {
      operations: { getItem, putItem },
      routes: [
        {
          method: 'POST',
          path: '/items/special',
          handle: ({ body, query }, { correlationId }: OperationContext) => ({
            status: 201,
            body: { body, q: query.get('q'), correlationId },
          }),
        },
      ],
    },
  );
  const hostile = `a/b?'"; DROP TABLE item`;
  const path = `/items/${encodeURIComponent(hostile)}`;
  expect((await service.request('PUT', path, { body: { n: 1 } })).status).toBe(204);
  expect(await service.request('GET', `${path}?deep=true`)).toMatchObject({
    status: 200,
    body: { key: hostile, n: 1, deep: true },
  });
  expect(await service.request('GET', `${path}?deep=maybe`)).toMatchObject({
    status: 400,
    body: {
      title: 'Parameters are not valid',
      issues: [{ path: 'deep', message: 'must be of type boolean' }],
    },
  });
  expect(await service.request('PUT', path, { body: {} })).toMatchObject({
    status: 400,
    body: { issues: [{ path: 'n' }] },
  });
  expect(await service.request('PUT', path, { body: '{' })).toMatchObject({ status: 400 });
  expect(await service.request('PUT', path, { body: `"${'x'.repeat(1_100_000)}"` })).toMatchObject({
    status: 413,
  });
  expect(await service.request('GET', '/items/none')).toMatchObject({
    status: 404,
    body: { title: 'There is no such item' },
  });
  expect(await service.request('GET', '/elsewhere')).toMatchObject({ status: 404 });
  const wrong = await service.request('PATCH', '/items/a');
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PUT']);
  expect((await service.request('GET', '/items/%E0%A4%A')).status).toBe(404);

  const crash = await service.request('PUT', '/items/b', { body: { n: 13 } });
  expect([crash.status, crash.text.includes('secret')]).toEqual([500, false]);
  expect((await service.request('GET', '/items/b')).status).toBe(404);
  await service.request('PUT', '/items/minus', { body: { n: -1 } });
  expect((await service.request('GET', '/items/minus')).status).toBe(500);

  expect(
    await service.request('POST', '/items/special?q=1', {
      body: [1],
      headers: { 'x-correlation-id': 'story-7' },
    }),
  ).toMatchObject({ status: 201, body: { body: [1], q: '1', correlationId: 'story-7' } });
  await until(() => sidecar.accepted.length === 2, 'the two events that were committed');
});

const perKey: Projection = {
  name: 'per-key',
  table: 'per key"s',
  keyColumns: [{ name: 'key', type: 'text' }],
  columns: [
    { name: 'count', type: 'integer' },
    { name: 'last', type: 'json' },
    { name: 'most', type: 'bigint' },
  ],
  events: { 'shop.item.counted': (data) => [(data as { key: string }).key] },
};

test('a projection folds events beside a handler, each event once, and is read by key and in pages', async () => {
  writeFileSync(
    join(folder, '0002-projection.sql'),
    'CREATE TABLE "per key""s" (key text PRIMARY KEY, count int NOT NULL DEFAULT 0, last jsonb, most bigint)',
  );
  const projector = {
    ...createConsumer({ consumer: 'counter/shop.item.counted/per-key' }),
    kind: 'projection' as const,
    projection: 'per-key',
  };
  const service = await start(
    {
      subscriptions: [
        createSubscription({ events: [createSubscribed({ consumers: [createConsumer(), projector] })] }),
      ],
      projections: [perKey],
    },
    {
      handlers: { 'shop.item.counted': () => {} },
      projections: {
        'per-key': {
          'shop.item.counted': ({ data }: { data: { key: string; n: number } }) =>
            data.n < 0
              ? { remove: true }
              : { increment: { count: 1 }, set: { last: [data.n] }, greatest: { most: data.n } },
        },
      },
    },
  );
  const deliver = (key: string, n: number) =>
    service.deliver(createDelivery({ key, n }, { id: `${key}${n}` }));
  await Promise.all([1, 2, 3, 4, 5, 5, 4].map((n) => deliver('a', n)));
  await deliver('b', 7);
  await deliver('c', 1);
  await deliver('c', -1);
  const { body } = await service.request('GET', '/projections/per-key/a');
  expect(body).toMatchObject({ key: 'a', count: 5, most: '5' });
  expect((await service.request('GET', '/projections/per-key/c')).status).toBe(404);
  const page = await service.request('GET', '/projections/per-key?limit=1&after=a');
  expect(page.body).toEqual({ rows: [{ key: 'b', count: 1, last: [7], most: '7' }] });
  expect((await service.request('GET', '/projections/per-key?limit=x')).status).toBe(400);
  expect((await service.request('GET', '/projections/per-key?after=a&after=b')).status).toBe(400);
});

test('deliveries come from the sidecar: with its token where one is set, and from no web page', async () => {
  const definition = createDefinition({ database: false, subscriptions: [createSubscription()] });
  const handlers = { 'shop.item.counted': () => undefined };
  const service = await startTestService({
    definition,
    wiring: { handlers },
    sidecar,
    appToken: 'app-token',
  });
  services.push(service);
  const deliver = async (headers: Record<string, string>) =>
    (await service.request('POST', '/events/0', { body: '{', headers })).status;
  expect(await deliver({})).toBe(401);
  expect(await deliver({ 'dapr-api-token': 'app-tokem' })).toBe(401);
  expect(await deliver({ 'dapr-api-token': 'app-token', origin: 'https://evil.example' })).toBe(403);
  expect(await deliver({ 'dapr-api-token': 'app-token' })).toBe(200);
  // Another app had its sidecar call the path: this one's sidecar adds the token, and says who called.
  expect(await deliver({ 'dapr-api-token': 'app-token', 'dapr-caller-app-id': 'thief' })).toBe(403);
});

test('a service that has to have tokens does not start without them, and says which', async () => {
  await expect(start({ database: false, needsTokens: true })).rejects.toThrow(
    /'counter' needs APP_API_TOKEN .* and DAPR_API_TOKEN/,
  );
});

test('migrations alone need neither a sidecar nor tokens, and end the process', async () => {
  const ended = vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('ended');
  });
  const logger = createMemoryLogger();
  const environment = readEnvironment({ EDA_TASK: 'migrate', EDA_MIGRATIONS: folder, DATABASE_URL: url });
  const wiring = { handlers: {}, operations: {}, projections: {} };
  const definition = createDefinition({ needsTokens: true });
  await expect(startService(definition, wiring, { environment, logger })).rejects.toThrow('ended');
  expect(ended).toHaveBeenCalledWith(0);
  ended.mockRestore();
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT name FROM eda.migration ORDER BY name');
  await client.end();
  expect(rows.map(({ name }) => name)).toEqual(['0001-item.sql', 'eda/0001-runtime.sql']);
  expect(logger.lines.map(({ message }) => message)).not.toContain('service listens');
});

test('operations answer the callers of the design, through the sidecar; health stays open', async () => {
  const serve = (name: string, callers: readonly string[], fromOutside: boolean) => ({
    ...{ name, callers, fromOutside, method: 'GET' as const, path: `/${name}`, parameters: [] },
  });
  const operations = [
    serve('inner', ['friend'], false),
    serve('outer', [], true),
    serve('both', ['friend'], true),
  ];
  const wiring = {
    operations: { inner: () => undefined, outer: () => undefined, both: () => undefined },
  };
  const definition = createDefinition({ database: false, operations });
  const guarded = await startTestService({ definition, wiring, sidecar, appToken: 'app-token' });
  const open = await startTestService({ definition, wiring, sidecar });
  services.push(guarded, open);
  const ask = (service: TestService, headers: Record<string, string>) =>
    Promise.all(
      ['inner', 'outer', 'both'].map(
        async (name) => (await service.request('GET', `/${name}`, { headers })).status,
      ),
    );
  const token = { 'dapr-api-token': 'app-token' };
  const caller = (name: string) => ({ 'dapr-caller-app-id': name });
  expect(await ask(guarded, { ...token, ...caller('friend') })).toEqual([204, 403, 204]);
  expect(await ask(guarded, { ...token, ...caller('thief') })).toEqual([403, 403, 403]);
  // The sidecar adds its own name to one that the caller sent.
  expect(await ask(guarded, { ...token, ...caller('friend, thief') })).toEqual([403, 403, 403]);
  expect(await ask(guarded, token)).toEqual([403, 403, 403]);
  expect(await ask(guarded, caller('friend'))).toEqual([403, 204, 204]);
  expect(await ask(guarded, {})).toEqual([403, 204, 204]);
  expect(await ask(guarded, { 'dapr-api-token': 'wrong', ...caller('friend') })).toEqual([401, 401, 401]);
  expect(await ask(open, {})).toEqual([204, 204, 204]);
  expect(await ask(open, caller('friend'))).toEqual([204, 403, 204]);
  expect(await ask(open, caller('thief'))).toEqual([403, 403, 403]);
  expect((await guarded.request('GET', '/healthz')).status).toBe(200);
  expect((await guarded.request('GET', '/metrics')).status).toBe(200);
});

test('admin routes need the token', async () => {
  const service = await start({});
  expect((await service.request('GET', '/eda/dlq')).status).toBe(401);
  expect((await service.request('GET', '/eda/dlq', { headers: { authorization: 'Bearer x' } })).status).toBe(
    401,
  );
  expect(await service.admin('GET', '/eda/dlq')).toMatchObject({ status: 200, body: { deadLetters: [] } });
  expect(await service.admin('GET', '/eda/outbox')).toMatchObject({ body: { parked: [] } });
  expect((await service.admin('GET', '/eda/dlq/1;drop')).status).toBe(400);
  expect((await service.admin('POST', '/eda/outbox/7/skip')).status).toBe(404);
});

test('stopping refuses what comes, finishes what is in flight, and publishes it', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const service = await start(
    { subscriptions: [createSubscription()] },
    {
      handlers: {
        'shop.item.counted': async (event: { data: { key: string } }, context: { tx: Client }) => {
          await held;
          await context.tx.query('INSERT INTO item VALUES ($1, 1)', [event.data.key]);
        },
      },
    },
  );
  const running = service.deliver(createDelivery({ key: 'a', n: 1 }));
  await until(async () => (await countRows(`pg_stat_activity WHERE state = 'idle in transaction'`)) === 1);
  const stopped = service.stop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(service.deliver(createDelivery({ key: 'b', n: 1 }))).rejects.toThrow();
  release();
  expect(await running).toBe('SUCCESS');
  await stopped;
  expect(await countRows('item')).toBe(1);
  // Nothing of it is left on the server.
  expect(
    await countRows(`pg_stat_activity WHERE application_name LIKE 'eda%' AND datname = current_database()`),
  ).toBe(0);
});

test('a handler that never ends is aborted when the grace is over; nothing of it stays', async () => {
  const service = await start(
    { subscriptions: [createSubscription()] },
    {
      handlers: {
        'shop.item.counted': async (_event: unknown, context: { tx: Client }) => {
          await context.tx.query(`INSERT INTO item VALUES ('lost', 1)`);
          // Deaf to the signal.
          await new Promise(() => {});
        },
      },
    },
  );
  const running = service.deliver(createDelivery({ key: 'a', n: 1 }));
  await until(async () => (await countRows(`pg_stat_activity WHERE state = 'idle in transaction'`)) === 1);
  await service.stop();
  expect(await running).toBe('RETRY');
  expect(await countRows('item')).toBe(0);
});

test('without a database: known ids are dropped, reactions are sent before the answer, the topic takes the rest', async () => {
  let runs = 0;
  const service = await start(
    {
      database: false,
      subscriptions: [createSubscription()],
    },
    {
      handlers: {
        'shop.item.counted': async (
          { data }: { data: { key: string; n: number } },
          context: { publish: (name: string, data: unknown) => Promise<string>; tx: unknown },
        ) => {
          runs += 1;
          if (data.key === 'bug') throw new Error('bug');
          if (data.key === 'tx') return void context.tx;
          await context.publish('shop.item.counted', { key: 'reaction', n: data.n });
          if (data.key === 'again') throw new RetryableError('not yet');
        },
      },
    },
  );
  expect((await service.request('GET', '/readyz')).status).toBe(200);
  const of = (key: string) => createDelivery({ key, n: 1 }, { id: key });
  expect(await service.deliver(of('a'))).toBe('SUCCESS');
  expect(sidecar.accepted).toMatchObject([{ event: { causationid: 'a', data: { key: 'reaction' } } }]);
  expect(await service.deliver(of('a'))).toBe('SUCCESS');
  expect(runs).toBe(1);
  expect([await service.deliver(of('again')), await service.deliver(of('again'))]).toEqual([
    'RETRY',
    'RETRY',
  ]);
  expect(await service.deliver(of('again'))).toBe('DROP');
  expect(await service.deliver(of('bug'))).toBe('DROP');
  expect(await service.deliver(of('tx'))).toBe('DROP');
  expect(await service.deliver('{')).toBe('DROP');
  expect(sidecar.accepted).toHaveLength(1);
  sidecar.onPublish = () => ({ status: 500 });
  expect(await service.deliver(of('b'))).toBe('RETRY');
});

async function countRows(from: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`);
  await client.end();
  return rows[0]?.n ?? 0;
}
