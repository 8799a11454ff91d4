import { createInterface } from 'node:readline/promises';
import { type Io, isInteractive } from './io.ts';

/**
 * Asks a yes-or-no question whose answer is no unless somebody says yes.
 * @returns undefined where nobody sits who could be asked.
 */
export async function confirm(question: string, io: Io): Promise<boolean | undefined> {
  if (!isInteractive(io)) return undefined;
  const questions = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const ended = new Promise<undefined>((done) => questions.once('close', () => done(undefined)));
    const answer = await Promise.race([questions.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer?.trim() ?? '');
  } finally {
    questions.close();
  }
}
