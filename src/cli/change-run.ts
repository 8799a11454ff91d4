import { createPaint } from '../diagnostics/format/paint.ts';
import type { SagaChangeOptions } from './commands/saga.ts';
import { confirm } from './confirm.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findRun, runPath } from './list-runs.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda saga retry`, `eda saga abort` */
export async function runSagaChange(
  change: 'retry' | 'abort',
  saga: string,
  key: string,
  options: SagaChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const placed = await findRun(saga, key, options, globals, io);
  if (typeof placed === 'number') return placed;
  const { client, run } = placed;
  const name = oneLine(`${saga} ${key}`);
  if (change === 'abort' && options.yes !== true) {
    const question =
      run.state === 'parked'
        ? `Give up the undoing of ${oneLine(run.step ?? 'the step')}, and undo the rest?`
        : `Undo what ${name} has done so far?`;
    const sure = await confirm(question, io);
    if (sure === undefined) return fail('nobody is here to be asked; --yes says that it is meant');
    if (!sure) return fail('nothing was given up', exitCode.findings);
  }
  const body = options.note === undefined ? undefined : { note: options.note };
  const answer = await client.post(`${runPath(saga, key)}/${change}`, {}, body);
  if (!answer.ok) return fail(`${name}: ${oneLine(answer.reason)}`, exitCode.findings);
  const { state } = answer.body as { state: string };
  if (options.format === 'json') writeJson(io, { service: client.service, saga, key, state });
  else io.stdout.write(`${createPaint(globals.colour).green('✓')} ${name}  ${oneLine(state)}\n`);
  return exitCode.fine;
}
