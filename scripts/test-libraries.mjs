/**
 * `npm run test:libraries`: installs the libraries for SQL that services keep (Kysely, Drizzle, Prisma) in the versions
 * of `tests/libraries/package.json`, and tests publishing through each. The last line is `N passed, N failed`.
 * Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

ensureInstalled();
const build = [join(root, 'scripts/build.mjs'), '--no-bundle'];
const built = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
if (built.status !== 0) process.exit(1);
let sum = { passed: 0, failed: 1 };
try {
  process.env.EDA_LIBRARIES = installLibraries();
  sum = runVitest('libraries', '--config', 'vitest.libraries.config.ts', ...process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
}
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** @returns a folder below this clone, with the packages in it: those of services that are made there. */
function installLibraries() {
  const folder = join(root, '.cache/libraries');
  const manifest = join(root, 'tests/libraries/package.json');
  const installed = join(folder, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === text) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const npm = join(dirname(process.execPath), process.platform === 'win32' ? 'npm.cmd' : 'npm');
  // No package of these runs code of its own to be installed: what such code would fetch is not needed.
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefix'];
  copyFileSync(manifest, installed);
  const { status } = spawnSync(npm, [...args, folder], { stdio: 'inherit' });
  if (status === 0) return folder;
  rmSync(installed);
  throw new Error('npm could not install the libraries of tests/libraries/package.json');
}
