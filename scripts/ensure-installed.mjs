/**
 * Brings node_modules in step with the lockfile; does nothing where it is. Needs nothing but Node and npm, so that
 * the two commands of the README work on a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs by `npm ci` unless the last installation was of this very lockfile. Ends the process where that fails. */
export function ensureInstalled() {
  if (isInstalled(root)) return;
  process.stderr.write('installing packages …\n');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } =
    npm === undefined
      ? spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
  noteInstalled(root);
}

const stampIn = (folder) => join(folder, 'node_modules/.eda-installed');

/** Whether what is installed in a folder is what was noted there, of the lockfile that is there now. */
export function isInstalled(folder) {
  const stamp = stampIn(folder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stateOf(folder);
}

/** Notes that the packages of a folder are those of its lockfile. */
export function noteInstalled(folder) {
  writeFileSync(stampIn(folder), stateOf(folder));
}

/** Of the lockfile, and of npm's own record, which changes when somebody installs anything else by hand. */
function stateOf(folder) {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) {
    const path = join(folder, file);
    hash.update(existsSync(path) ? readFileSync(path) : 'none').update('\0');
  }
  return hash.digest('hex');
}
