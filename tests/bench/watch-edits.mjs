import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Edits one event again and again below `eda validate --watch`, and measures what each answer costs.
 * @returns for each edit the CPU time of the process and the time that its verdict names, in ms. Reads `/proc`.
 */
export async function watchEdits(eda, folder, edits) {
  const child = spawn(process.execPath, [eda, 'validate', '--watch', '--cwd', folder], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const verdicts = () => [...text.matchAll(/ · ([\d.]+) (ms|s)\b/g)];
  const until = async (count) => {
    for (const end = Date.now() + 60_000; verdicts().length < count; await pause(5)) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`no answer: ${text}`);
    }
    // What follows the answer belongs to it.
    await pause(150);
  };
  const path = join(folder, 'domains', readdirSync(join(folder, 'domains')).sort()[3]);
  const results = [];
  try {
    await until(1);
    for (let edit = 0; edit < edits; edit++) {
      const before = cpuOf(child.pid);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/maxLength: 2\d\d/, `maxLength: ${200 + edit}`));
      await until(edit + 2);
      const [, time, unit] = verdicts().at(-1);
      results.push({ cpu: cpuOf(child.pid) - before, shown: Number(time) * (unit === 's' ? 1000 : 1) });
    }
  } finally {
    child.kill('SIGINT');
  }
  return results;
}

const ticks = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** CPU time of a process so far, user and system, of all threads, in ms. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
}
