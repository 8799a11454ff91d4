import { parseArgs } from 'node:util';
import { Pool } from 'pg';
import { consume } from '../../src/runtime/typescript/consume.ts';
import type {
  Consumer,
  EventEnvelope,
  Handler,
  HandlerContext,
  SubscribedEvent,
} from '../../src/runtime/typescript/contract.ts';
import { openDatabase } from '../../src/runtime/typescript/database.ts';
import type { IncomingEvent } from '../../src/runtime/typescript/incoming-event.ts';
import { readIncoming } from '../../src/runtime/typescript/incoming-event.ts';
import { createMetrics } from '../../src/runtime/typescript/metrics.ts';
import { findDueRuns } from '../../src/runtime/typescript/saga-store.ts';
import { createSemaphore } from '../../src/runtime/typescript/semaphore.ts';
import type { ServiceRuntime } from '../../src/runtime/typescript/service-runtime.ts';
import { runSql, startPostgres } from '../support/postgres.ts';
import { runtimeSchema } from '../support/runtime-schema.ts';
import { createCoordinator, createSteps, deliveryOf } from '../support/saga-fixture.ts';
import { createConsumer, createMemoryLogger } from '../support/service-fixture.ts';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';
import { cpuMs, postgresProcess } from './server-cpu.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    runs: { type: 'string', default: '300' },
    finished: { type: 'string', default: '1000000' },
  },
});
const rounds = Number(values.rounds);
const runs = Number(values.runs);
const finished = Number(values.finished);

const steps = createSteps(['reserve', 'pay', 'pack', 'ship'], 60_000);
const { definition, messages } = createCoordinator(steps);
const told = ['order.placed', ...steps.map(({ succeeds }) => succeeds)];

const postgres = await startPostgres();
const url = await postgres.createDatabase(
  `${runtimeSchema};
   CREATE TABLE bare_inbox (consumer text, source text, event_id text, received_at timestamptz DEFAULT now(), PRIMARY KEY (consumer, source, event_id));
   CREATE TABLE bare_run (key text PRIMARY KEY, state json NOT NULL, due_at timestamptz);
   CREATE TABLE bare_outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text, key text, envelope json)`,
);
const silent = { ...createMemoryLogger(), info: () => {}, debug: () => {} };
const database = openDatabase(url, 4, silent);
const pool = new Pool({ connectionString: url, max: 4 });
const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
const server = postgresProcess(rows[0]?.pid ?? 0);
let count = 0;
let made: ServiceRuntime | undefined;
try {
  const [own, bare] = await compare(ownRun, bareRun);
  report('saga of four steps / its bare transactions', own / bare, 1.5, own, bare);
  const [again, handled] = await compare(ownRun, handlerRun);
  report('  the same / handlers that publish one event each', again / handled, 1.5, again, handled);
  await runSql(
    url,
    `INSERT INTO eda.saga (saga, key, version, state, start, steps, started_by, correlation_id)
     SELECT 'buying', 'old-' || n, 1, 'completed', '{"event":"order.placed","version":"1.0.0","data":{"key":"k","n":1}}',
       '[{"name":"reserve","state":"done"},{"name":"pay","state":"done"},{"name":"pack","state":"done"},{"name":"ship","state":"done"}]', 'e', 'c'
     FROM generate_series(1, ${finished}) n;
     ANALYZE eda.saga`,
  );
  const [after, bareAfter] = await compare(ownRun, bareRun);
  // Against the same floor as before: the machine may be another one by now.
  report(
    `  the same after ${finished} finished runs / before`,
    after / bareAfter / (own / bare),
    1.1,
    after,
    bareAfter,
  );
  const [due, one] = await compare(
    () => findDueRuns(database, ['buying'], 50),
    () => database.query('SELECT 1'),
  );
  report('looking for runs whose time is up / SELECT 1', due / one, 2, due, one);
} finally {
  await database.close();
  await pool.end();
  await postgres.stop();
}

/**
 * Medians in microseconds of CPU time, of this process and of the server, of two kinds of work that take turns: time on
 * the clock says more of who else is at work. The first round warms both up.
 */
async function compare(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<[number, number]> {
  const costs: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, work] of [first, second].entries()) {
      const before = cpuMs(server);
      for (let n = 0; n < runs; n += 1) await work();
      if (round > 0) costs[index as 0 | 1].push((1000 * (cpuMs(server) - before)) / runs);
    }
  }
  return [median(costs[0]), median(costs[1])];
}

/** A run from its start to its end, by the deliveries that a broker makes. */
async function ownRun(): Promise<void> {
  count += 1;
  for (const name of told) {
    const subscription = definition.subscriptions.find(({ topic }) => topic === name);
    const [event] = (subscription?.events ?? []) as [SubscribedEvent];
    const [consumer] = event.consumers as [Consumer];
    const incoming = readIncoming(subscription as never, deliveryOf(name, `run-${count}`)) as IncomingEvent;
    const { outcome } = await consume(runtime(), database, consumer, incoming);
    if (outcome !== 'handled') throw new Error(`${name} was ${outcome}`);
  }
}

/** The same deliveries to a handler that publishes an event: inbox and outbox, and no saga. */
async function handlerRun(): Promise<void> {
  count += 1;
  const consumer = createConsumer({ handler: 'plain', consumer: 'counter/plain' });
  for (const name of told) {
    const subscription = definition.subscriptions.find(({ topic }) => topic === name);
    const incoming = readIncoming(subscription as never, deliveryOf(name, `plain-${count}`)) as IncomingEvent;
    const { outcome } = await consume(runtime(), database, consumer, incoming);
    if (outcome !== 'handled') throw new Error(`${name} was ${outcome}`);
  }
}

/** The least that the same transactions cost whoever writes them by hand. */
async function bareRun(): Promise<void> {
  count += 1;
  const key = `bare-${count}`;
  for (const [index, name] of told.entries()) {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(
      'INSERT INTO bare_inbox (consumer, source, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [`counter/${name}`, '/shop/till', `${name}-${key}`],
    );
    const state = JSON.stringify({ at: index, start: { key, n: 1 } });
    await client.query(
      index === 0
        ? "INSERT INTO bare_run (key, state, due_at) VALUES ($1, $2, now() + interval '1 minute')"
        : "UPDATE bare_run SET state = $2, due_at = now() + interval '1 minute' WHERE key = $1 RETURNING state",
      [key, state],
    );
    await client.query('INSERT INTO bare_outbox (topic, key, envelope) VALUES ($1, $2, $3)', [
      name,
      key,
      deliveryOf(name, key),
    ]);
    await client.query('COMMIT');
    client.release();
  }
}

async function publishOne({ data }: EventEnvelope, { publish }: HandlerContext): Promise<void> {
  await (publish as (name: string, data: unknown) => Promise<string>)('do.pay', data);
}

function runtime(): ServiceRuntime {
  const places = createSemaphore(10);
  made ??= {
    definition,
    wiring: {
      handlers: { plain: publishOne as Handler<never, never> },
      operations: {},
      projections: {},
      sagas: { buying: messages },
    },
    database,
    sidecar: {} as ServiceRuntime['sidecar'],
    logger: silent,
    metrics: createMetrics(),
    calls: {},
    instance: 'bench',
    takesEvents: () => true,
    aborted: new AbortController().signal,
    places: () => places,
    handlers: createSemaphore(10),
    appended: () => {},
    failures: {} as ServiceRuntime['failures'],
    handled: {} as ServiceRuntime['handled'],
  };
  return made;
}

function report(title: string, ratio: number, goal: number, own: number, floor: number): void {
  const detail = `${own.toFixed(0)} µs / ${floor.toFixed(0)} µs CPU, client and server`;
  reportRow({ title, ratio, goal, detail });
}
