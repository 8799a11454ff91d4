import { type SpawnOptions, spawn } from 'node:child_process';

export interface RunToEnd {
  /** Null: a signal ended it. */
  readonly code: number | null;
  /** What it printed on either stream, as it came. */
  readonly output: string;
}

/** Runs a program to its end; rejects where it cannot be started. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> = {},
): Promise<RunToEnd> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, output }));
  });
}
