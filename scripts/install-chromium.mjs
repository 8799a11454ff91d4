/** The browser that tests drive: Chromium of the system's own packages. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium: the one that EDA_CHROMIUM names, else the first on the path. */
export function findChromium() {
  const named = process.env.EDA_CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names)
    for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return undefined;
}

/** Installs Debian's package where that is possible. */
export function installChromium() {
  process.stderr.write('chromium: installing the package of the system\n');
  const run = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const packages = ['chromium', 'fonts-liberation'];
  if (run('install', '-y', '--no-install-recommends', ...packages).status === 0) return;
  run('update');
  run('install', '-y', '--no-install-recommends', ...packages);
}
