import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { pythonOfTests } from './python-todo.ts';
import { runToEnd } from './run-to-end.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Expects a generated service in Python to be formatted, without a finding of the linter, strictly typed, and to pass its
 * own tests. mypy keeps what it learned of the libraries, which is the same for all services, per worker: several at once
 * would write the same files.
 * @param environment of its tests, beside that of this process
 */
export async function checkPythonService(
  folder: string,
  environment: { readonly [name: string]: string } = {},
): Promise<void> {
  const types = join(root, `.cache/mypy-services-${process.env.VITEST_POOL_ID ?? 0}`);
  for (const args of [
    ['ruff', 'format', '--check', '.'],
    ['ruff', 'check', '.'],
    ['mypy', '--cache-dir', types],
    ['pytest', '-q', '-p', 'no:cacheprovider'],
  ]) {
    const { code, output } = await runToEnd(pythonOfTests(), ['-m', ...args], {
      cwd: folder,
      env: { ...process.env, ...environment, RUFF_NO_CACHE: 'true', PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(code, `${folder}: ${args.join(' ')}\n${output}`).toBe(0);
  }
}
