import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPostgres } from '../support/postgres.ts';
import { type Measured, reportRow } from './report-row.mjs';

const postgres = await startPostgres();
try {
  const script = join(import.meta.dirname, '../../tests/bench/python_runtime.py');
  const child = spawn(process.env.EDA_PYTHON ?? 'python3', [script, ...process.argv.slice(2)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, EDA_TEST_POSTGRES: postgres.superuserUrl },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) reportRow(JSON.parse(line) as Measured);
  process.exitCode = (await ended) ?? 1;
} finally {
  await postgres.stop();
}
