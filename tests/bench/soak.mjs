/**
 * `npm run soak -- [--minutes 10] [--broker embedded] [--events 2000]`: how many events a second the system of the proofs
 * takes at most, told by so many, then half of that for so many minutes, in parts of a minute or less. Memory of every service stays flat, outboxes are empty at the end,
 * and what took effect is what was committed: once each, in order.
 */
import { join } from 'node:path';
import { root, runWork } from './run-work.mjs';

await runWork('soak', {
  // Beside the built program, whose sidecars it starts.
  folder: join(root, 'dist'),
  external: ['esbuild', 'ts-morph'],
  args: ['--root', root],
});
