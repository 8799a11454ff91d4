/**
 * `npm run test:browser`: the studio in a real Chromium, which is the system's own: installed where it is missing. The
 * last line is `N passed, N failed`. Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { findChromium, installChromium } from './install-chromium.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

ensureInstalled();
let failed = 0;
if (findChromium() === undefined) installChromium();
const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write('there is no Chromium: install one, or name it by EDA_CHROMIUM\n');
  failed++;
} else process.env.EDA_CHROMIUM = chromium;
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: 'inherit' });
if (built.status !== 0) failed++;
const sum =
  failed > 0
    ? { passed: 0, failed: 0 }
    : runVitest('browser', '--config', 'vitest.browser.config.ts', ...process.argv.slice(2));
process.stdout.write(`${sum.passed} passed, ${sum.failed + failed} failed\n`);
process.exitCode = sum.failed + failed === 0 ? 0 : 1;
