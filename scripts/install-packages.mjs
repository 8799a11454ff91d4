import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Installs what `tests/<name>/package.json` asks for, unless it is there already.
 * @returns a folder below this clone, with the packages in it
 */
export function installPackages(name) {
  const folder = join(root, '.cache', name);
  const manifest = join(root, 'tests', name, 'package.json');
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
  throw new Error(`npm could not install the packages of tests/${name}/package.json`);
}
