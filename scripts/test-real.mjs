/**
 * `npm run test:real`: installs the real components where they are missing, starts them on free ports of the loopback,
 * runs the tests that need them, and stops them. The last line is `N passed, N failed`. Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { installComponents } from './install-components.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

ensureInstalled();
let failed = 0;
try {
  await installComponents();
} catch (error) {
  process.stderr.write(`components: ${error instanceof Error ? error.message : error}\n`);
  failed++;
}
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) failed++;
const sum = runVitest('real', '--config', 'vitest.real.config.ts', ...process.argv.slice(2));
process.stdout.write(`${sum.passed} passed, ${sum.failed + failed} failed\n`);
process.exitCode = sum.failed + failed === 0 ? 0 : 1;
