import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { defineService } from '../../examples/orders/services/order-service/src/generated/definition.ts';
import { wiring } from '../../examples/orders/services/order-service/src/generated/wiring.ts';
import { aggregateOf, loadStream } from '../../src/runtime/typescript/aggregate.ts';
import type { AggregateCode, AggregateDefinition } from '../../src/runtime/typescript/aggregate-contract.ts';
import type { Projection } from '../../src/runtime/typescript/contract.ts';
import { openDatabase } from '../../src/runtime/typescript/database.ts';
import { appendEvents, type NewEvent } from '../../src/runtime/typescript/event-store.ts';
import { runUnitOfWork } from '../../src/runtime/typescript/operation.ts';
import { prepareSlots, runRebuild } from '../../src/runtime/typescript/projection-runner.ts';
import { createTestRuntime } from '../../src/runtime/typescript/test-runtime.ts';
import { startPostgres } from '../support/postgres.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import { createMemoryLogger } from '../support/service-fixture.ts';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';
import { cpuMs, postgresProcess } from './server-cpu.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '20000' },
    appends: { type: 'string', default: '400' },
  },
});
const rounds = Number(values.rounds);
const stored = Number(values.events);
const appends = Number(values.appends);
const loads = 20;

/** The order service of the example as it is generated, with the code that people wrote for it. */
const definition = defineService('local');
const [order] = definition.aggregates as [AggregateDefinition];
// Without snapshots: loading shall read all events. Nothing is published: the peer has no outbox.
const aggregate: AggregateDefinition = {
  name: order.name,
  events: order.events.map((event) => ({ ...event, published: false })),
};
const code = wiring.aggregates.order as unknown as AggregateCode;
const projections = definition.projections.filter(({ keep }) => keep !== true);

const postgres = await startPostgres();
const url = await postgres.createDatabase(
  `${runtimeSchema};
   CREATE TABLE bare_event (LIKE eda.event INCLUDING ALL);
   CREATE TABLE copied_event (LIKE eda.event INCLUDING ALL);
   CREATE TABLE public.order_overview (order_id text PRIMARY KEY, customer_id uuid, status text, minor bigint NOT NULL DEFAULT 0,
     currency text, tracking_code text, reason text, notes integer NOT NULL DEFAULT 0);
   CREATE TABLE public.orders_per_country (address_country text PRIMARY KEY, orders integer NOT NULL DEFAULT 0, minor bigint NOT NULL DEFAULT 0)`,
);
const silent = { ...createMemoryLogger(), info: () => {}, debug: () => {} };
const database = openDatabase(url, 6, silent);
const pool = new Pool({ connectionString: url, max: 6 });
const runtime = createTestRuntime({ ...definition, aggregates: [aggregate], projections: [] }, wiring, {
  database,
  logger: silent,
});
const building = createTestRuntime({ ...definition, projections }, wiring, { database, logger: silent });
const server = postgresProcess((await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid);
const peer = await openEmmett();

try {
  for (const size of [1, 10]) {
    const [own, bare] = await compare(
      appends,
      () => append(size),
      () => bareInsert(size),
    );
    // Seventy hundredths of the speed is this much of the cost.
    report(`append of ${size} / bare insert of the same rows`, own, bare, 1.43);
  }
  await fillStream(1000);
  const [load, select] = await compare(
    loads,
    () => loadStream(database, aggregate, code, longest),
    bareSelect,
  );
  report('load of 1,000 events / bare select of them', load, select, 3);
  await fillStore(stored);
  for (const projection of projections) await rebuildBeside(projection);
  if (peer !== undefined) {
    const [own, theirs] = await compare(
      appends,
      () => append(1),
      () => peer.append(1),
    );
    report('append of 1 / Emmett', own, theirs, 1);
    const [decided, handled] = await compare(appends, decideTwice, peer.decideTwice);
    report('two commands of a stream, the second loads / Emmett', decided, handled, 1);
    await peer.fill(1000);
    const [ours, emmett] = await compare(
      loads,
      () => loadStream(database, aggregate, code, longest),
      peer.load,
    );
    report('load of 1,000 events / Emmett', ours, emmett, 1);
  }
} finally {
  await peer?.close();
  await database.close();
  await pool.end();
  await postgres.stop();
}

/** Medians of CPU time, of client and server, in microseconds: two kinds of work take turns. The first round warms up. */
async function compare(
  times: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<[number, number]> {
  const costs: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, work] of [first, second].entries()) {
      const before = cpuMs(server);
      for (let n = 0; n < times; n += 1) await work();
      if (round > 0) costs[index as 0 | 1].push((1000 * (cpuMs(server) - before)) / times);
    }
  }
  return [median(costs[0]), median(costs[1])];
}

function placed(orderId: string): object {
  return {
    orderId,
    customerId: '6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22',
    lines: [{ sku: 'tea', quantity: 2, unitPrice: { minor: 450, currency: 'EUR' } }],
    total: { minor: 900, currency: 'EUR' },
    address: { street: 'Main Street 1', city: 'Dublin', country: 'IE' },
  };
}

/** A decision as it is stored: an order and notes on it. */
function eventsOf(orderId: string, size: number): NewEvent[] {
  return Array.from({ length: size }, (_, index) => ({
    id: randomUUID(),
    type: index === 0 ? 'ordering.order.placed' : 'ordering.order.noted',
    schema: index === 0 ? '2.0.0' : '1.0.0',
    data: JSON.stringify(index === 0 ? placed(orderId) : { orderId, text: 'please ring twice' }),
    meta: JSON.stringify({ correlationid: orderId }),
    at: '2026-11-26T10:00:00.000Z',
  }));
}

async function append(size: number): Promise<void> {
  const orderId = randomUUID();
  const transaction = await database.begin();
  const positions = await appendEvents(transaction.tx, `order/${orderId}`, 0, eventsOf(orderId, size));
  if (positions?.length !== size) throw new Error('not stored');
  await transaction.commit();
}

/** The same rows in a transaction, in one statement. */
async function bareInsert(size: number): Promise<void> {
  const orderId = randomUUID();
  const events = eventsOf(orderId, size);
  const client = await pool.connect();
  await client.query('BEGIN');
  const columns = 'position, stream, version, event_id, type, schema, data, meta, at';
  if (size === 1) {
    const [event] = events as [NewEvent];
    await client.query(
      `INSERT INTO bare_event (${columns}) VALUES (nextval('eda.event_position'), $1, 1, $2, $3, $4, $5, $6, $7) RETURNING position`,
      [`order/${orderId}`, event.id, event.type, event.schema, event.data, event.meta, event.at],
    );
  } else {
    await client.query(
      `INSERT INTO bare_event (${columns})
       SELECT nextval('eda.event_position'), $1, n, event_id, type, schema, data, meta, at
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::json[], $6::json[], $7::timestamptz[])
         WITH ORDINALITY AS t(event_id, type, schema, data, meta, at, n) RETURNING position`,
      [
        `order/${orderId}`,
        events.map(({ id }) => id),
        events.map(({ type }) => type),
        events.map(({ schema }) => schema),
        events.map(({ data }) => data),
        events.map(({ meta }) => meta),
        events.map(({ at }) => at),
      ],
    );
  }
  await client.query('COMMIT');
  client.release();
}

/** The order whose stream is the longest. */
let longest = '';
async function fillStream(size: number): Promise<void> {
  longest = randomUUID();
  await appendEvents(database, `order/${longest}`, 0, eventsOf(longest, size));
  await pool.query('ANALYZE eda.event');
}

async function bareSelect(): Promise<void> {
  const { rows } = await pool.query(
    'SELECT version, type, schema, data FROM eda.event WHERE stream = $1 ORDER BY version',
    [`order/${longest}`],
  );
  if (rows.length !== 1000) throw new Error('not all');
}

/** A place, and a note, of each order. */
async function fillStore(events: number): Promise<void> {
  for (let n = 0; n < events / 2; n += 1) {
    const orderId = randomUUID();
    await appendEvents(database, `order/${orderId}`, 0, eventsOf(orderId, 2));
  }
  await pool.query('VACUUM ANALYZE eda.event');
}

/** Rebuilds a projection to its end, and copies all events into a table, in turns. */
async function rebuildBeside(projection: Projection): Promise<void> {
  await prepareSlots(building.definition, database, [projection]);
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM eda.event');
  const [own, bare] = await compare(
    1,
    async () => {
      await pool.query('UPDATE eda.projection SET rebuild = true WHERE name = $1', [projection.name]);
      await runRebuild(building, database, projection, () => false);
    },
    async () => {
      await pool.query('TRUNCATE copied_event');
      await pool.query('INSERT INTO copied_event SELECT * FROM eda.event');
    },
  );
  report(`rebuild of ${projection.name} / copy inside the server`, own / rows[0].n, bare / rows[0].n, 2);
  const [again, through] = await compare(
    1,
    async () => {
      await pool.query('UPDATE eda.projection SET rebuild = true WHERE name = $1', [projection.name]);
      await runRebuild(building, database, projection, () => false);
    },
    copyThroughClient,
  );
  report('  the same / copy through a client, 5,000 at a time', again / rows[0].n, through / rows[0].n, 2);
}

async function copyThroughClient(): Promise<void> {
  await pool.query('TRUNCATE copied_event');
  for (let after = 0; ; ) {
    const { rows } = await pool.query(
      'SELECT * FROM eda.event WHERE position > $1 ORDER BY position LIMIT 5000',
      [after],
    );
    if (rows.length === 0) return;
    await pool.query(
      `INSERT INTO copied_event SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::json[], $8::json[], $9::timestamptz[])`,
      [
        rows.map(({ position }) => position),
        rows.map(({ stream }) => stream),
        rows.map(({ version }) => version),
        rows.map(({ event_id: id }) => id),
        rows.map(({ type }) => type),
        rows.map(({ schema }) => schema),
        rows.map(({ data }) => JSON.stringify(data)),
        rows.map(({ meta }) => JSON.stringify(meta)),
        rows.map(({ at }) => at),
      ],
    );
    after = Number(rows.at(-1).position);
  }
}

/** A command for a new stream, and one for the stream that it made: load, decide, append. */
async function decideTwice(): Promise<void> {
  const orderId = randomUUID();
  await command(orderId, { type: 'place', order: placed(orderId) });
  await command(orderId, { type: 'note', text: 'please ring twice' });
}

function command(orderId: string, asked: object): Promise<unknown> {
  return runUnitOfWork(runtime, ({ aggregates }) =>
    aggregateOf(aggregates, 'order').execute(orderId, asked as never),
  );
}

/** Emmett's store on a database of its own, without projections. It keeps no outbox. */
async function openEmmett() {
  const folder = process.env.EDA_PEERS;
  if (!folder || !existsSync(join(folder, 'node_modules/@event-driven-io/emmett-postgresql')))
    return undefined;
  const file = createRequire(join(folder, 'package.json')).resolve('@event-driven-io/emmett-postgresql');
  const { getPostgreSQLEventStore } = await import(pathToFileURL(file).href);
  const store = getPostgreSQLEventStore(await postgres.createDatabase('SELECT 1'));
  await store.schema.migrate();
  const eventsFor = (orderId: string, size: number) =>
    eventsOf(orderId, size).map(({ type, data }) => ({ type, data: JSON.parse(data) }));
  let longestStream = '';
  const fold = (state: unknown, { type, data }: { type: string; data: unknown }) =>
    code.evolve[type]?.(state as never, data as never);
  const handle = async (orderId: string, asked: object) => {
    const stream = `order-${orderId}`;
    const { state, currentStreamVersion } = await store.aggregateStream(stream, {
      evolve: fold,
      initialState: () => code.initial,
    });
    const decided = code.decide(asked as never, state as never);
    const expectedStreamVersion = state === null ? 'STREAM_DOES_NOT_EXIST' : currentStreamVersion;
    await store.appendToStream(
      stream,
      decided.map(({ name, data }) => ({ type: name, data })),
      { expectedStreamVersion },
    );
  };
  return {
    async append(size: number) {
      const orderId = randomUUID();
      await store.appendToStream(`order-${orderId}`, eventsFor(orderId, size), {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      });
    },
    async decideTwice() {
      const orderId = randomUUID();
      await handle(orderId, { type: 'place', order: placed(orderId) });
      await handle(orderId, { type: 'note', text: 'please ring twice' });
    },
    async fill(size: number) {
      longestStream = `order-${randomUUID()}`;
      await store.appendToStream(longestStream, eventsFor(longestStream.slice(6), size));
    },
    async load() {
      const { currentStreamVersion } = await store.aggregateStream(longestStream, {
        evolve: fold,
        initialState: () => code.initial,
      });
      if (Number(currentStreamVersion) !== 1000) throw new Error('not all');
    },
    close: () => store.close(),
  };
}

function report(title: string, own: number, other: number, goal: number): void {
  const us = (value: number) => (value < 20 ? value.toFixed(1) : value.toFixed(0));
  const detail = `${us(own)} µs / ${us(other)} µs CPU, client and server`;
  reportRow({ title, ratio: own / other, goal, detail });
}
