import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/**
 * Tells one figure in a line, and notes it in the file that `EDA_BENCH_ROWS` names, where a page is written of it.
 * @param {{ title: string, ratio: number, goal?: number, detail: string }} row `ratio` of what was measured to what it
 * stands beside; the goal is the largest ratio that is wanted, absent where there is none
 */
export function reportRow(row) {
  const { title, ratio, goal, detail } = row;
  const verdict =
    goal === undefined ? '' : `goal ${String(goal).padEnd(5)} ${ratio <= goal ? 'reached' : 'MISSED '}`;
  process.stdout.write(
    `${title.padEnd(72)} ${ratio.toFixed(2).padStart(6)}  ${verdict.padEnd(18)}  ${detail}\n`,
  );
  const { EDA_BENCH_ROWS: file } = process.env;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** The rows that processes have noted in a file. */
export function readRows(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
