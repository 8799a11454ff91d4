import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { balancesTable } from '../../../tests/support/aggregate-fixture.ts';
import { startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { startPostgres } from '../../../tests/support/postgres.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import { until } from '../../../tests/support/service-fixture.ts';

const PAYMENTS = 40;
/** Enough that a rebuild takes several transactions. */
const EARLIER = 20_000;

test('kill -9 at any moment: decisions are stored whole, and the projection is their fold', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-kill-'));
  const outfile = join(folder, 'service.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../tests/support/killed-bank.ts', import.meta.url))],
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
  const url = await postgres.createDatabase(`${runtimeSchema};${balancesTable};
    INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
    SELECT nextval('eda.event_position'), 'account/e' || n % 50, n / 50 + 1, gen_random_uuid(), 'account.paid', '1.0.0',
      json_build_object('key', 'e' || n % 50, 'n', n) FROM generate_series(0, ${EARLIER - 1}) n`);
  const sidecar = await startFakeSidecar();
  const client = new Client({ connectionString: url });
  await client.connect();
  const ask = async (sql: string) => (await client.query(sql)).rows;
  const stored = async () =>
    Number((await ask(`SELECT count(*)::int AS n FROM eda.event WHERE stream LIKE 'account/k%'`))[0]?.n);
  const table = () => ask('SELECT key, total, count FROM public.balances ORDER BY key');
  const fold = () =>
    ask(`SELECT data->>'key' AS key, sum((data->>'n')::int)::int AS total, count(*)::int AS count
      FROM eda.event GROUP BY 1 ORDER BY 1`);
  let child: ChildProcess | undefined;
  let kills = 0;
  try {
    for (let done = false; !done; ) {
      const before = await stored();
      const started = spawn(process.execPath, [outfile], {
        cwd: folder,
        stdio: 'ignore',
        env: {
          ...process.env,
          PAYMENTS: String(PAYMENTS),
          PORT: '0',
          DATABASE_URL: url,
          DAPR_HTTP_PORT: String(sidecar.port),
        },
      });
      child = started;
      const ended = new Promise((resolve) => started.once('exit', resolve));
      const paid = async () => {
        if (started.exitCode !== null) throw new Error(`the service ended by itself: ${started.exitCode}`);
        return (await stored()) > before || before === 3 * PAYMENTS;
      };
      await until(paid, 'a payment', 60_000);
      if (before === 3 * PAYMENTS) {
        // The last one is left alone: it brings to an end what those before it began.
        const caughtUp = async () =>
          JSON.stringify(await table()) === JSON.stringify(await fold()) &&
          (await ask(`SELECT 1 FROM eda.projection WHERE rebuild OR state = 'building'`)).length === 0;
        await until(caughtUp, 'the projection to catch up', 60_000);
        done = true;
      } else await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      started.kill(done ? 'SIGTERM' : 'SIGKILL');
      await ended;
      if (!done) kills += 1;
    }
    expect(kills).toBeGreaterThan(0);
    expect(await stored()).toBe(3 * PAYMENTS);
    expect(await ask('SELECT 1 FROM eda.projection_fault')).toEqual([]);
    const versions = await ask(
      `SELECT count(*)::int AS n, max(version) AS last FROM eda.event GROUP BY stream`,
    );
    for (const { n, last } of versions) expect(last).toBe(n);
  } finally {
    child?.kill('SIGKILL');
    await client.end();
    await sidecar.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
