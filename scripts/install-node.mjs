import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmInstall } from './npm.mjs';

const windows = process.platform === 'win32';

/** By major version; of the oldest the first release that `engines` allows. */
export const nodeVersions = { 20: '20.19.0', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };

/**
 * The program of a version of Node: a package of npm for this platform, without an install script, kept below `.cache`.
 * @param {string} version
 * @returns {string | undefined} undefined where npm has none for this platform
 */
export function installNode(version) {
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const folder = fileURLToPath(new URL(`../.cache/nodes/${version}`, import.meta.url));
  const program = join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  npmInstall(folder, `${name}@${version}`);
  return existsSync(program) ? program : undefined;
}
