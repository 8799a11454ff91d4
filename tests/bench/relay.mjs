/**
 * `npm run bench:runtime` runs it as well: CPU time, of the client and of PostgreSQL together, that it costs to take a
 * committed event out of the database and hand it to a publisher that does nothing. The relay, the bare loop of SELECT …
 * FOR UPDATE SKIP LOCKED and UPDATE, which keeps no order, and pg-boss, where `npm run bench:peers` has installed it,
 * take turns on one server, round after round; what counts are the ratios.
 *
 * `node tests/bench/relay.mjs [--rounds 5] [--rows 30000]`
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import pg from 'pg';
import { peersFolder } from './install-peers.mjs';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, rows: { type: 'string', default: '30000' } },
});
const rounds = Number(values.rounds);
const rows = Number(values.rows);
const keys = 1000;

const { startPostgres, runtimeSchema, startRelay, cpuMs, postgresProcess } = await loadRuntime();
/** What ends before the server does. */
const closing = [];
const postgres = await startPostgres();
try {
  const url = await postgres.createDatabase(runtimeSchema);
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE TABLE bare (id bigserial PRIMARY KEY, topic text NOT NULL, key text, envelope json NOT NULL, sent_at timestamptz);
    CREATE INDEX bare_pending ON bare (id) WHERE sent_at IS NULL`);
  const server = postgresProcess((await client.query('SELECT pg_backend_pid() AS pid')).rows[0].pid);
  const contenders = [
    relayContender(url, client, 'relay, batch 100', keys, 100),
    bareContender(client, 'bare loop, batch 100', 100),
    ...(await pgBossContender(url)),
    // Of one key, a row waits for the one before it: waves of one.
    relayContender(url, client, 'relay, batch 1', 1, 1),
    bareContender(client, 'bare loop, batch 1', 1),
  ];
  const costs = new Map(contenders.map(({ name }) => [name, []]));
  // The first round warms all up, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, count, fill, drain } of contenders) {
      await fill(count);
      await client.query('CHECKPOINT');
      const before = cpuMs(server);
      await drain(count);
      if (round > 0) costs.get(name).push((1000 * (cpuMs(server) - before)) / count);
    }
  }
  const of = (name) => median(costs.get(name) ?? []);
  report(
    'relay, batch 100 / bare loop of SELECT … FOR UPDATE SKIP LOCKED',
    of('relay, batch 100'),
    of('bare loop, batch 100'),
    1.4,
  );
  report(
    'relay of one key, batch 1 / the same bare loop, batch 1',
    of('relay, batch 1'),
    of('bare loop, batch 1'),
    1.15,
  );
  if (costs.has('pg-boss, batch 100'))
    report('relay, batch 100 / pg-boss, batch 100', of('relay, batch 100'), of('pg-boss, batch 100'), 0.3);
  for (const close of closing) await close();
  await client.end();
} finally {
  await postgres.stop();
}

function report(title, own, other, goal) {
  const detail = `${own.toFixed(0)} µs / ${other.toFixed(0)} µs CPU an event, client and server`;
  reportRow({ title, ratio: own / other, goal, detail });
}

/** The runtime as services carry it, and the server that tests start, in one module. */
async function loadRuntime() {
  const outfile = join(root, '.cache/bench-relay.mjs');
  await build({
    stdin: {
      contents: `export { startPostgres } from './tests/support/postgres.ts';
        export { cpuMs, postgresProcess } from './tests/bench/server-cpu.ts';
        export { startRelay } from './src/runtime/typescript/relay.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  const sql = ['schema', 'outbox'].map((name) => join(root, `src/runtime/sql/${name}.sql`));
  return {
    ...(await import(pathToFileURL(outfile).href)),
    runtimeSchema: sql.map((file) => readFileSync(file, 'utf8')).join('\n'),
  };
}

/** What an event looks like in the outbox. */
function envelope(number) {
  return JSON.stringify({
    specversion: '1.0',
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    source: '/bench/service',
    type: 'bench.item.made',
    time: '2026-11-26T10:00:00Z',
    datacontenttype: 'application/json',
    data: { number, text: 'x'.repeat(200) },
  });
}

function relayContender(url, client, name, keyCount, batch) {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    name,
    count: batch === 1 ? Math.ceil(rows / 20) : rows,
    async fill(count) {
      const numbers = Array.from({ length: count }, (_, index) => index);
      await client.query(
        `INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope)
         SELECT (hashtextextended('t' || chr(31) || key, 0) & 255)::int, nextval('eda.outbox_id'), 'pubsub', 't', key,
           gen_random_uuid(), envelope FROM unnest($1::text[], $2::json[]) AS u(key, envelope)`,
        [numbers.map((number) => `k${number % keyCount}`), numbers.map(envelope)],
      );
    },
    async drain(count) {
      let published = 0;
      let done;
      const drained = new Promise((resolve) => {
        done = resolve;
      });
      const sidecar = {
        async publishBulk(_target, body) {
          // The answer of a real one comes later, too.
          await new Promise((resolve) => setImmediate(resolve));
          published += body.split('"entryId"').length - 1;
          if (published >= count) done();
          return { status: 204, body: '', headers: {} };
        },
      };
      const relay = startRelay({ databaseUrl: url, sidecar, logger: silent, history: false });
      await drained;
      await relay.stop();
      const { rows: left } = await client.query('SELECT count(*)::int AS n FROM eda.outbox');
      if (left[0].n !== 0) throw new Error(`${left[0].n} rows are left`);
    },
  };
}

function bareContender(client, name, batch) {
  return {
    name,
    count: batch === 1 ? Math.ceil(rows / 20) : rows,
    async fill(count) {
      const numbers = Array.from({ length: count }, (_, index) => index);
      await client.query(
        `INSERT INTO bare (topic, key, envelope) SELECT 't', key, envelope FROM unnest($1::text[], $2::json[]) AS u(key, envelope)`,
        [numbers.map((number) => `k${number % keys}`), numbers.map(envelope)],
      );
    },
    async drain(count) {
      let bytes = 0;
      for (let published = 0; published < count; ) {
        await client.query('BEGIN');
        const { rows: taken } = await client.query({
          name: 'take',
          text: `SELECT id, topic, key, envelope::text FROM bare WHERE sent_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
          values: [batch],
        });
        bytes += `[${taken.map(({ id, envelope: event }) => `{"entryId":"${id}","event":${event}}`).join()}]`
          .length;
        await new Promise((resolve) => setImmediate(resolve));
        await client.query({
          name: 'sent',
          text: 'UPDATE bare SET sent_at = now() WHERE id = ANY ($1::bigint[])',
          values: [taken.map(({ id }) => id)],
        });
        await client.query('COMMIT');
        published += taken.length;
      }
      if (bytes === 0) throw new Error('nothing was published');
      await client.query('TRUNCATE bare');
    },
  };
}

async function pgBossContender(url) {
  const folder = peersFolder();
  if (!existsSync(join(folder, 'node_modules/pg-boss'))) return [];
  const peer = createRequire(join(folder, 'package.json')).resolve('pg-boss');
  const module = await import(pathToFileURL(peer).href);
  const PgBoss = module.PgBoss ?? module.default;
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 1 });
  await boss.start();
  closing.push(() => boss.stop({ graceful: false }));
  await boss.createQueue('bench');
  return [
    {
      name: 'pg-boss, batch 100',
      count: rows,
      async fill(count) {
        const jobs = Array.from({ length: count }, (_, number) => ({
          name: 'bench',
          data: JSON.parse(envelope(number)),
        }));
        for (let at = 0; at < count; at += 1000) await boss.insert(jobs.slice(at, at + 1000));
      },
      async drain(count) {
        for (let published = 0; published < count; ) {
          const jobs = await boss.fetch('bench', { batchSize: 100 });
          JSON.stringify(jobs.map(({ id, data }) => ({ entryId: id, event: data })));
          await new Promise((resolve) => setImmediate(resolve));
          await boss.complete(
            'bench',
            jobs.map(({ id }) => id),
          );
          published += jobs.length;
        }
      },
    },
  ];
}
