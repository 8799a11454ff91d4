import { seconds } from '../dev/screen.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import type { LeftOut } from '../prove/flow.ts';
import type { Proof } from '../prove/proof.ts';
import type { ProveEvent } from '../prove/prove-design.ts';
import type { ProofResult } from '../prove/run-proof.ts';
import type { Io } from './io.ts';

/** What people read of `eda prove`, line by line as it happens: results on stdout, progress on stderr. */
export interface ProveReport {
  list(proofs: readonly Proof[]): void;
  note(event: ProveEvent): void;
  conclude(results: readonly ProofResult[], left: readonly LeftOut[], ms: number): void;
}

/** How many lines of a system's log stand under a broken proof. */
const shownLines = 12;

/** Makes the report of one run. */
export function createProveReport(io: Io, colour: boolean): ProveReport {
  const paint = createPaint(colour);
  const say = (line: string) => void io.stdout.write(`${line}\n`);
  let width = 0;

  function showResult({ id, title, outcome, attack, counted, faults, ms, log }: ProofResult): void {
    const name = paint.bold(id.padEnd(width));
    if (outcome === 'unfit') {
      say(`  ${paint.dim('–')} ${name}  ${paint.dim(attack)}`);
      return;
    }
    const mark = outcome === 'holds' ? paint.green('✓') : paint.red('✗');
    say(`  ${mark} ${name}  ${title}  ${paint.dim(seconds(ms))}`);
    say(
      `    ${' '.repeat(width)}  ${paint.dim(`${attack === '' ? 'no attack was finished' : attack} · ${counted}`)}`,
    );
    for (const { message } of faults) say(`      ${paint.red(printable(message))}`);
    const lines = log.slice(-shownLines);
    if (lines.length > 0) say(`      ${paint.dim('the end of the log:')}`);
    for (const line of lines) say(`        ${paint.dim(printable(line).slice(0, 300))}`);
  }

  return {
    list(proofs) {
      const longest = Math.max(...proofs.map(({ id }) => id.length));
      for (const { id, title } of proofs) say(`${paint.bold(id.padEnd(longest))}  ${title}`);
    },
    note(event) {
      switch (event.kind) {
        case 'progress':
          io.stderr.write(`${paint.dim(event.message)}\n`);
          return;
        case 'started': {
          const { flows, sagas, aggregates, projections } = event;
          const handlers = flows.reduce((sum, { consumers }) => sum + consumers.length, 0);
          const parts = [
            plural(flows.length, 'event'),
            plural(handlers, 'handler'),
            ...(sagas > 0 ? [plural(sagas, 'saga')] : []),
            ...(aggregates > 0 ? [plural(aggregates, 'aggregate')] : []),
            ...(projections > 0 ? [plural(projections, 'projection')] : []),
          ];
          say(`${event.services} services with recording handlers on ${event.on}: ${parts.join(', ')}`);
          return;
        }
        case 'proof':
          width = Math.max(width, 20, event.proof.id.length);
          if (io.stderr.isTTY === true) io.stderr.write(`  … ${event.proof.id}\r`);
          return;
        case 'result':
          if (io.stderr.isTTY === true) io.stderr.write('\u001b[2K');
          showResult(event.result);
      }
    },
    conclude(results, left, ms) {
      if (left.length > 0) {
        say('');
        for (const { name, because } of left)
          say(paint.dim(`not followed: ${printable(name)}, since ${because}`));
      }
      const run = results.filter(({ outcome }) => outcome !== 'unfit');
      const held = run.filter(({ outcome }) => outcome === 'holds');
      const events = run.reduce((sum, result) => sum + result.events, 0);
      const verdict = `${held.length} of ${plural(run.length, 'proof')} ${run.length === 1 ? 'holds' : 'hold'}`;
      const good = held.length === run.length;
      say('');
      say(`${good ? paint.green(verdict) : paint.red(verdict)} · ${number(events)} events · ${seconds(ms)}`);
    },
  };
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}
