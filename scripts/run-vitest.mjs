import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs vitest with the arguments given, its output as it comes, and counts: a file that could not be loaded or set up has
 * no failed test and still failed; no report at all is one failure.
 * @param {string} name of the report, kept under `.cache`
 * @returns {{ passed: number, failed: number, ok: boolean }}
 */
export function runVitest(name, ...args) {
  return runVitestOn({ node: process.execPath, env: process.env }, name, ...args);
}

/** The same on another Node than this one. */
export function runVitestOn({ node, env }, name, ...args) {
  const report = join(root, `.cache/vitest-${name}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const { status } = spawnSync(
    node,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...args,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit', env },
  );
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloaded = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    );
    const failed = numFailedTests + unloaded.length;
    return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, ok: status === 0 };
  } catch {
    return { passed: 0, failed: 1, ok: false };
  }
}
