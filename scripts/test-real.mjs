/**
 * `npm run test:real`: installs the real components where they are missing, starts them on free ports of the loopback,
 * runs the tests that need them, and stops them. The last line is `N passed, N failed`. Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { installComponents } from './install-components.mjs';
import { preparePython } from './prepare-python.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

ensureInstalled();
let failed = 0;
try {
  await installComponents();
  process.env.EDA_PYTHON = preparePython(join(root, 'src/runtime/python'));
} catch (error) {
  process.stderr.write(`components: ${error instanceof Error ? error.message : error}\n`);
  failed++;
}
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) failed++;
let passed = 0;
for (const suite of ['conformance', 'real']) {
  const sum = runVitest(suite, '--config', `vitest.${suite}.config.ts`, ...process.argv.slice(2));
  passed += sum.passed;
  failed += sum.failed;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
