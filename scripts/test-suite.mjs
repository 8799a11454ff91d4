import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { runVitest } from './run-vitest.mjs';

/**
 * Runs the tests of `vitest.<name>.config.ts`, as the whole of a script: `prepare` first says what they need, in the
 * environment; arguments of the script are passed to vitest. Its last line is `N passed, N failed`, also where there was no
 * way to begin: that is one failure.
 * @param {string | readonly string[]} names of several, one after the other
 * @param {() => void | Promise<void>} prepare throws where what is needed cannot be had
 * @param {{ build?: 'modules' | 'bundle' | 'nothing' }} [options] what the tests need built: what is made for `src/`, the
 *   program as well, or nothing, because they make it
 */
export async function testSuite(names, prepare, { build = 'modules' } = {}) {
  ensureInstalled();
  let [passed, failed] = [0, 0];
  try {
    if (build !== 'nothing') ensureBuilt({ bundle: build === 'bundle' });
    await prepare();
    for (const name of [names].flat()) {
      const sum = runVitest(name, '--config', `vitest.${name}.config.ts`, ...process.argv.slice(2));
      passed += sum.passed;
      failed += sum.failed;
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    failed += 1;
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
