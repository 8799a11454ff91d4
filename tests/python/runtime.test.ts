import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { type RunToEnd, runToEnd } from '../support/run-to-end.ts';

const folder = fileURLToPath(new URL('../../src/runtime/python', import.meta.url));
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test.each([
  ['is formatted', ['ruff', 'format', '--check', '.']],
  ['has no finding of the linter', ['ruff', 'check', '.']],
  ['has strict types', ['mypy', '-p', 'eda_runtime', '--cache-dir', '../../../.cache/mypy']],
  ...readdirSync(join(folder, 'tests'))
    .filter((name) => /^test_.*\.py$/.test(name))
    .map((name): [string, string[]] => [
      `passes ${name}`,
      ['pytest', '-q', '-p', 'no:cacheprovider', `tests/${name}`],
    ]),
])('the Python runtime %s', async (_what, args) => {
  const { code, output } = await runPython(args);
  expect(code, output).toBe(0);
});

function runPython(args: readonly string[]): Promise<RunToEnd> {
  const python = process.env.EDA_PYTHON;
  if (python === undefined) throw new Error('EDA_PYTHON is not set: run `npm run test:python`');
  const env = {
    ...process.env,
    EDA_TEST_POSTGRES: postgres.superuserUrl,
    PYTHONDONTWRITEBYTECODE: '1',
    RUFF_NO_CACHE: 'true',
  };
  return runToEnd(python, ['-m', ...args], { cwd: folder, env });
}
