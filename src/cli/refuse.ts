import { printable } from '../diagnostics/format/paint.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** Says on stderr why a command does not go on, and what to do; gives the exit code. */
export type Refuse = (message: string, code?: number, help?: string) => number;

/** How the commands of a run refuse: in a sentence, with help below it, as wrong use where nothing else is said. */
export function refuseWith(io: Io): Refuse {
  return (message, code = exitCode.usage, help = undefined) => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    if (help !== undefined) io.stderr.write(`     ${printable(help)}\n`);
    return code;
  };
}
