import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmInstall } from './npm.mjs';

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
  copyFileSync(manifest, installed);
  if (npmInstall(folder)) return folder;
  rmSync(installed);
  throw new Error(`npm could not install the packages of tests/${name}/package.json`);
}
