/**
 * `npm run test:libraries`: installs the libraries for SQL that services keep (Kysely, Drizzle, Prisma) in the versions
 * of `tests/libraries/package.json`, and tests publishing through each. The last line is `N passed, N failed`.
 * Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { installPackages } from './install-packages.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

ensureInstalled();
const build = [join(root, 'scripts/build.mjs'), '--no-bundle'];
const built = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
let sum = { passed: 0, failed: 1 };
try {
  process.env.EDA_LIBRARIES = installPackages('libraries');
  sum = runVitest('libraries', '--config', 'vitest.libraries.config.ts', ...process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
process.exitCode = sum.failed === 0 ? 0 : 1;
