/**
 * `npm run test:installs`: the package, installed from its tarball by npm, pnpm and yarn in the versions of
 * `tests/installs/package.json`, with install scripts blocked; and the first minutes of a project. The last line is
 * `N passed, N failed`. Arguments are passed to vitest.
 */
import { ensureInstalled } from './ensure-installed.mjs';
import { installPackages } from './install-packages.mjs';
import { runVitest } from './run-vitest.mjs';

ensureInstalled();
let sum = { passed: 0, failed: 1 };
try {
  process.env.EDA_MANAGERS = installPackages('installs');
  sum = runVitest('installs', '--config', 'vitest.installs.config.ts', ...process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
process.exitCode = sum.failed === 0 ? 0 : 1;
