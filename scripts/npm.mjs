import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const own = join(dirname(process.execPath), process.platform === 'win32' ? 'npm.cmd' : 'npm');

/** `npm` of this Node, where it has one: another may be first in the path. */
export const npm = existsSync(own) ? own : 'npm';

/**
 * Installs in a folder, below it alone: packages, or what its package.json asks for. None of them runs code of its own to
 * be installed: what such code would fetch is not needed.
 * @returns whether npm could
 */
export function npmInstall(folder, ...packages) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const { status } = spawnSync(npm, ['install', ...quiet, '--prefix', folder, ...packages], {
    stdio: ['ignore', 2, 2],
  });
  return status === 0;
}
