import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the tests of `vitest.<name>.config.ts`, as the whole of a script: `prepare` first says what they need, in the
 * environment; arguments of the script are passed to vitest. Its last line is `N passed, N failed`, also where there was no
 * way to begin: that is one failure.
 * @param {string} name
 * @param {() => void} prepare throws where what is needed cannot be had
 * @param {{ build?: boolean }} [options] without `build`, the tests make what they need
 */
export function testSuite(name, prepare, { build = true } = {}) {
  ensureInstalled();
  let sum = { passed: 0, failed: 1 };
  try {
    if (build) buildModules();
    prepare();
    sum = runVitest(name, '--config', `vitest.${name}.config.ts`, ...process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

function buildModules() {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--no-bundle'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('there is no build to test');
}
