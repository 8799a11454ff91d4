import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { change, runEda } from '../cli/run-eda.ts';
import { type FakeSidecar, startFakeSidecar } from '../support/fake-sidecar.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

/**
 * A project as an eda before sagas and stored events made it, and the rows that its service left in its tables: two events
 * that no broker took, two that were handled, one of them a dead letter. Runtime and documents are left out.
 */
const earlier = JSON.parse(readFileSync(join(import.meta.dirname, 'earlier-project.json'), 'utf8')) as {
  readonly files: { readonly [path: string]: string };
  readonly rows: { readonly [table: string]: readonly { readonly [column: string]: unknown }[] };
};

const root = join(import.meta.dirname, '../..');
const service = 'services/shop-service';
const migrations = `${service}/migrations/eda`;
const soon = { timeout: 120_000 };

let folder: string;
let postgres: TestPostgres;
let sidecar: FakeSidecar;
let url: string;
let client: Client;
let child: ChildProcess | undefined;

beforeAll(async () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  folder = mkdtempSync(join(root, '.cache/upgrade-'));
  for (const [path, text] of Object.entries(earlier.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  [postgres, sidecar] = await Promise.all([startPostgres(), startFakeSidecar()]);
  url = await postgres.createDatabase('');
  client = new Client({ connectionString: url });
  await client.connect();
  // As its runtime migrated it.
  await client.query(
    'CREATE SCHEMA eda; CREATE TABLE eda.migration (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  for (const file of readdirSync(join(folder, migrations)).sort())
    await client.query(readFileSync(join(folder, migrations, file), 'utf8'));
  for (const [table, rows] of Object.entries(earlier.rows))
    await client.query(
      `INSERT INTO eda.${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(null::eda.${table}, $1)`,
      [JSON.stringify(rows)],
    );
  await client.query("SELECT setval('eda.outbox_id', 2)");
}, 120_000);

afterAll(async () => {
  child?.kill('SIGKILL');
  await client?.end();
  await Promise.all([sidecar?.close(), postgres?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const count = async (table: string): Promise<number> =>
  (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM eda.${table}`)).rows[0]?.n ?? -1;

/** Starts the service as it is now; resolves with where it listens. */
async function start(): Promise<string> {
  const out = join(folder, service, 'dist/main.js');
  await build({
    entryPoints: [join(folder, service, 'src/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    outfile: out,
  });
  let log = '';
  child = spawn(process.execPath, [out], {
    cwd: join(folder, service),
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: url,
      DAPR_HTTP_PORT: String(sidecar.port),
      EDA_ADMIN_TOKEN: 'admin',
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      log += chunk;
    });
  await expect.poll(() => log, soon).toMatch(/"port":\d+/);
  const address = `http://127.0.0.1:${/"port":(\d+)/.exec(log)?.[1]}`;
  await expect.poll(async () => (await fetch(`${address}/readyz`)).status, soon).toBe(200);
  return address;
}

async function stop(): Promise<void> {
  const ended = new Promise((done) => child?.once('close', done));
  child?.kill('SIGTERM');
  await ended;
  child = undefined;
}

it('brings a project of an earlier layout up to date, and what its tables hold flows on', async () => {
  const before = readdirSync(join(folder, migrations)).map((file) => join(folder, migrations, file));
  const texts = before.map((file) => readFileSync(file, 'utf8'));
  const upgraded = await runEda(folder, ['upgrade']);
  expect(upgraded.err + upgraded.out).not.toContain('edited by hand');
  expect(upgraded.out).toContain('went from an eda that did not say its version to eda');
  expect(upgraded.code).toBe(0);
  expect((await runEda(folder, ['generate', '--check'])).code).toBe(0);
  expect(before.map((file) => readFileSync(file, 'utf8'))).toEqual(texts);

  const address = await start();
  // What no broker took before is published now as it was written, and leaves the outbox.
  await expect.poll(() => sidecar.accepted.length, soon).toBe(2);
  await expect.poll(() => count('outbox'), soon).toBe(0);
  const sent = earlier.rows.outbox?.map(({ envelope }) => envelope) ?? [];
  const accepted = sidecar.accepted.map(({ event }) => event).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(accepted).toEqual(sent);

  // What was handled before takes no effect again; what was not, does.
  const definition = readFileSync(join(folder, service, 'src/generated/definition.ts'), 'utf8');
  const route = /path: '(\/[^']+)'/.exec(definition)?.[1];
  for (const event of sent) {
    const answer = await fetch(`${address}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    expect(await answer.json()).toMatchObject({ status: 'SUCCESS' });
  }
  expect(await count('inbox')).toBe((earlier.rows.inbox?.length ?? 0) + 1);
  const letters = await fetch(`${address}/eda/dlq`, { headers: { authorization: 'Bearer admin' } });
  expect(JSON.stringify(await letters.json())).toContain(earlier.rows.dead_letter?.[0]?.event_id);
  await stop();
}, 300_000);

it('adds what a design needs that the earlier layout did not know, behind what was applied', async () => {
  change(
    folder,
    'eda.yaml',
    (text) =>
      `${text}aggregates:\n  order: { service: shop-service, key: orderId, events: [sales.order.placed] }\n`,
  );
  const upgraded = await runEda(folder, ['upgrade']);
  expect(upgraded.code).toBe(0);
  expect(upgraded.out).toContain(`${migrations}/0005-event-store.sql`);
  await start();
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM eda.migration ORDER BY applied_at, name',
  );
  expect(rows.map(({ name }) => name)).toEqual([
    ...(earlier.rows.migration ?? []).map(({ name }) => name),
    'eda/0005-event-store.sql',
  ]);
  expect(await count('dead_letter')).toBe(1);
  expect(await count('inbox')).toBe((earlier.rows.inbox?.length ?? 0) + 1);
  expect(existsSync(join(folder, service, 'src/aggregates/order.ts'))).toBe(true);
  await stop();
}, 300_000);
