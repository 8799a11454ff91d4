import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds the package as its sources are now. Where `EDA_BUILT` names this folder, somebody has done so and nothing has
 * changed since: suites that run side by side must not write anew what the others are reading.
 * @param {{ bundle?: boolean }} [options] without `bundle`, what tests from `src/` need
 * @throws Error where it cannot be built, which the build has said
 */
export function ensureBuilt({ bundle = true } = {}) {
  if (process.env.EDA_BUILT && resolve(process.env.EDA_BUILT) === resolve(root)) return;
  const args = [join(root, 'scripts/build.mjs'), ...(bundle ? [] : ['--no-bundle'])];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('there is no build to test');
}
