/**
 * `npm test`: installs, builds, checks form and types, runs every test that needs Node alone. The last line is
 * `N passed, N failed`; a step that fails counts as one failure.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
let passed = 0;
let failed = 0;

ensureInstalled();
step('build', 'scripts/build.mjs', '--types');
step('form and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
step('types', 'node_modules/typescript/bin/tsc', '--noEmit');
const begun = Date.now();
process.stderr.write('— tests\n');
const sum = runVitest('node');
passed += sum.passed;
failed += sum.failed;
process.stderr.write(
  `  tests ${sum.ok ? 'ok' : 'FAILED'} in ${((Date.now() - begun) / 1000).toFixed(1)} s\n`,
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a step that passes or fails as one. */
function step(title, script, ...args) {
  if (run(title, script, ...args)) passed++;
  else failed++;
}

function run(title, script, ...args) {
  const start = Date.now();
  process.stderr.write(`— ${title}\n`);
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  process.stderr.write(
    `  ${title} ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - start) / 1000).toFixed(1)} s\n`,
  );
  return status === 0;
}
