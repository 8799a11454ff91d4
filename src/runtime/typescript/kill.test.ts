import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { startPostgres } from '../../../tests/support/postgres.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import { until } from '../../../tests/support/service-fixture.ts';

const ITEMS = 800;

test('kill -9 at any moment: every committed event arrives, none that was not, in order per key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-kill-'));
  const outfile = join(folder, 'service.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../tests/support/killed-service.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const postgres = await startPostgres();
  const url = await postgres.createDatabase(
    `${runtimeSchema}; CREATE TABLE item (key text, n int PRIMARY KEY)`,
  );
  const sidecar = await startFakeSidecar();
  const client = new Client({ connectionString: url });
  await client.connect();
  const count = async (table: string) =>
    (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n ?? 0;
  const isDone = async () => (await count('item')) === ITEMS && (await count('eda.outbox')) === 0;
  const isAlone = async () =>
    (await count(
      `pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    )) === 0;
  let child: ChildProcess | undefined;
  let kills = 0;
  try {
    for (let done = false; !done; ) {
      const started = spawn(process.execPath, [outfile], {
        cwd: folder,
        stdio: 'ignore',
        env: {
          ...process.env,
          ITEMS: String(ITEMS),
          PORT: '0',
          DATABASE_URL: url,
          DAPR_HTTP_PORT: String(sidecar.port),
        },
      });
      child = started;
      const ended = new Promise((resolve) => started.once('exit', resolve));
      const before = sidecar.accepted.length;
      await until(() => sidecar.accepted.length > before, 'a sign of life');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
      done = await isDone();
      // The last one proves the way out: it ends by itself, and cleanly.
      started.kill(done ? 'SIGTERM' : 'SIGKILL');
      const code = await ended;
      if (done) expect(code).toBe(0);
      else kills += 1;
      // What it had asked for last is decided: else a run that was through would look as if it were not.
      await until(isAlone, 'the end of its sessions');
      done ||= await isDone();
    }
    const { rows } = await client.query<{ key: string; n: number }>('SELECT key, n FROM item ORDER BY n');
    const arrived = new Map(sidecar.accepted.map(({ event }) => [event.id, event.data]));
    expect(arrived.size).toBe(ITEMS);
    for (const key of new Set(rows.map((row) => row.key))) {
      const inOrder = [...arrived.values()].filter((data) => data.key === key).map((data) => data.n);
      expect(inOrder).toEqual(rows.filter((row) => row.key === key).map(({ n }) => n));
    }
    expect(kills).toBeGreaterThan(0);
  } finally {
    child?.kill('SIGKILL');
    await client.end();
    await sidecar.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
