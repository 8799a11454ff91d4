/**
 * `npm test`: installs, builds, checks form and types, runs every test that needs Node alone. The last line is
 * `N passed, N failed`; a step that fails counts as one failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const report = join(root, '.cache/vitest.json');
let passed = 0;
let failed = 0;

ensureInstalled();
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(report, { force: true });
step('build', 'scripts/build.mjs', '--types');
step('form and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
step('types', 'node_modules/typescript/bin/tsc', '--noEmit');
run(
  'tests',
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
);
try {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests;
  // A file that could not be loaded or set up has no failed test, and still failed.
  failed += results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
} catch {
  failed++;
}
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
