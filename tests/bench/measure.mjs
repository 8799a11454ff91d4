import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './median.mjs';

const preload = fileURLToPath(new URL('report-usage.cjs', import.meta.url));

/**
 * Measures processes of Node, which share a folder for what they keep. A command is the list of arguments of Node; it may
 * have `env` besides, and `node`, another program of Node.
 * @param {string} folder
 */
export function createMeasure(folder) {
  /** CPU time in ms and peak memory in MiB of one run; throws where it fails. */
  function run(command) {
    const usage = join(folder, 'usage.json');
    const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
    const { status, stderr } = spawnSync(
      command.node ?? process.execPath,
      ['--require', preload, ...command],
      {
        env: {
          ...env,
          EDA_USAGE: usage,
          NO_COLOR: '1',
          XDG_CACHE_HOME: join(folder, 'caches'),
          ...command.env,
        },
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    );
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
    return JSON.parse(readFileSync(usage, 'utf8'));
  }

  /** Runs commands in turn, so many rounds; medians of each. What they compile and keep is there before the first round. */
  function series(rounds, ...commands) {
    const runs = commands.map(() => []);
    // A first start leaves a mark, a second one what it compiled.
    for (const command of commands) if (command.warm) for (const _ of ['mark', 'code']) run(command);
    for (let round = 0; round < rounds; round++) {
      for (const [index, command] of commands.entries()) runs[index].push(run(command));
    }
    return runs.map(middle);
  }

  return { run, series };
}

/** Medians of what runs cost. */
export function middle(runs) {
  return { cpu: median(runs.map(({ cpu }) => cpu)), rss: median(runs.map(({ rss }) => rss)) };
}
