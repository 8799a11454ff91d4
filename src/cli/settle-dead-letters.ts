import { shortId } from '../dev/short-id.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint } from '../diagnostics/format/paint.ts';
import type { AdminAnswer } from './admin-client.ts';
import type { DlqChangeOptions } from './commands/dlq.ts';
import { confirm } from './confirm.ts';
import {
  type DeadLetter,
  nameOf,
  type PlacedLetter,
  readAllLetters,
  readFilters,
  readId,
} from './dead-letters.ts';
import { type ExitCode, exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** What became of one. */
interface Settled {
  readonly service: string;
  readonly id: string;
  readonly event: string;
  readonly eventId: string;
  readonly result: 'replayed' | 'discarded' | 'replayable' | 'discardable' | 'failed';
  /** Events that followed, or wait to. */
  readonly released?: number;
  readonly error?: string;
}

/** `eda dlq replay` */
export async function runDlqReplay(
  ids: readonly string[],
  options: DlqChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const chosen = await choose(ids, options, globals, io);
  if (!chosen.ok) return chosen.code;
  return settleAll(chosen.letters, chosen.silent, options, globals, io, async (placed) => {
    const { client, letter } = placed;
    const answer = await client.post(
      `/eda/dlq/${letter.id}/replay`,
      options.dryRun ? { dryRun: 'true' } : {},
    );
    return readResult(placed, answer);
  });
}

/** `eda dlq discard` */
export async function runDlqDiscard(
  ids: readonly string[],
  options: DlqChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const chosen = await choose(ids, options, globals, io);
  if (!chosen.ok) return chosen.code;
  const { letters, silent } = chosen;
  if (!options.dryRun && options.yes !== true && letters.length > 0) {
    const sure = await confirm(`Give ${plural(letters.length, 'dead letter')} up for good?`, io);
    if (sure === undefined) {
      return refuseWith(io)('nobody is here to be asked; --yes says that it is meant', exitCode.usage);
    }
    if (!sure) return refuseWith(io)('nothing was given up', exitCode.findings);
  }
  return settleAll(letters, silent, options, globals, io, async (placed) => {
    if (options.dryRun) return describeResult(placed, 'discardable');
    return readResult(placed, await placed.client.post(`/eda/dlq/${placed.letter.id}/discard`));
  });
}

type Chosen =
  | { readonly ok: true; readonly letters: readonly PlacedLetter[]; readonly silent: number }
  | { readonly ok: false; readonly code: number };

/** The letters that are named, or that the filters leave; oldest first within a service. */
async function choose(
  ids: readonly string[],
  options: DlqChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<Chosen> {
  const fail = (message: string, code: ExitCode = exitCode.usage, help?: string): Chosen => ({
    ok: false,
    code: refuseWith(io)(message, code, help),
  });
  const filters = readFilters(options);
  if (typeof filters === 'string') return fail(filters);
  const filtered = Object.values(filters).some((value) => value !== undefined);
  if (ids.length > 0 && (filtered || options.all)) return fail('ids or filters, not both');
  if (ids.length === 0 && !filtered && !options.all)
    return fail('which dead letters? name their ids, or filters, or --all');
  const found = await findServices(options, globals, io);
  if (!found.ok) return { ok: false, code: refuseWith(io)(found.message, found.code, found.help) };
  const letters: PlacedLetter[] = [];
  for (const text of ids) {
    const named = readId(text, found.services);
    if (typeof named === 'string') return fail(named);
    const answer = await named.client.get(`/eda/dlq/${named.id}`);
    const name = `${named.client.service}/${named.id}`;
    if (!answer.ok) return fail(`${name}: ${oneLine(answer.reason)}`, exitCode.usage);
    const letter = answer.body as DeadLetter;
    if (letter.state !== 'open') return fail(`${name} is ${letter.state} already`);
    letters.push({ client: named.client, letter });
  }
  if (ids.length > 0) return { ok: true, letters, silent: 0 };
  // What is meant may lie with those that do not answer: that is said, and the others are served.
  const silent = sayWhoIsSilent(found, io);
  for (const client of found.services) {
    const read = await readAllLetters(client, filters);
    if (typeof read === 'string') return fail(`${client.service}: ${oneLine(read)}`, exitCode.findings);
    letters.push(...read.map((letter) => ({ client, letter })));
  }
  return { ok: true, letters, silent };
}

async function settleAll(
  letters: readonly PlacedLetter[],
  silent: number,
  { format }: DlqChangeOptions,
  globals: GlobalOptions,
  io: Io,
  settle: (placed: PlacedLetter) => Promise<Settled>,
): Promise<number> {
  const paint = createPaint(globals.colour);
  const results: Settled[] = [];
  // One after another: within a key, order is what replay is about.
  for (const placed of letters) {
    const result = await settle(placed);
    results.push(result);
    if (format === 'text') io.stdout.write(`${describeSettled(result, paint)}\n`);
  }
  if (format === 'json') writeJson(io, { results });
  else io.stdout.write(describeVerdict(results, paint));
  const failed = results.some(({ result }) => result === 'failed');
  return failed || silent > 0 ? exitCode.findings : exitCode.fine;
}

function describeResult({ client, letter }: PlacedLetter, result: Settled['result']): Settled {
  return { service: client.service, id: letter.id, event: nameOf(letter), eventId: letter.eventId, result };
}

function readResult(placed: PlacedLetter, answer: AdminAnswer): Settled {
  if (!answer.ok) {
    const { error } = (answer.body ?? {}) as { error?: unknown };
    return {
      ...describeResult(placed, 'failed'),
      error: typeof error === 'string' ? error : answer.reason,
    };
  }
  const body = answer.body as {
    kind: 'replayed' | 'discarded' | 'replayable' | 'failed';
    released?: number;
    held?: number;
    error?: string;
  };
  const released = body.released ?? body.held;
  return {
    ...describeResult(placed, body.kind),
    ...(released ? { released } : {}),
    ...(body.error === undefined ? {} : { error: body.error }),
  };
}

function describeSettled(settled: Settled, paint: Paint): string {
  const { service, id, event, eventId, result, released, error } = settled;
  const name = oneLine(`${service}/${id}  ${event}  ${shortId(eventId)}`);
  switch (result) {
    case 'failed':
      return `${paint.red('✗')} ${name}  ${oneLine(error ?? '')}`;
    case 'replayable':
      return `  ${name}  would run${released === undefined ? '' : `, and ${plural(released, 'event')} that its key holds`}`;
    case 'discardable':
      return `  ${name}  would be given up`;
    default:
      return `${paint.green('✓')} ${name}  ${result}${released === undefined ? '' : `, ${plural(released, 'held event')} followed`}`;
  }
}

function describeVerdict(results: readonly Settled[], paint: Paint): string {
  if (results.length === 0) return 'no open dead letter is meant\n';
  const count = (result: Settled['result']) => results.filter((one) => one.result === result).length;
  const said = [
    ['replayed', count('replayed')],
    ['discarded', count('discarded')],
    ['would run', count('replayable')],
    ['would be given up', count('discardable')],
    ['failed', count('failed')],
  ] as const;
  const verdict = said.flatMap(([word, n]) => (n === 0 ? [] : [`${n} ${word}`])).join(', ');
  const failed = results.find(({ result }) => result === 'failed');
  const next = failed === undefined ? '' : `   ${paint.dim(`eda dlq show ${failed.service}/${failed.id}`)}`;
  return `\n${verdict}${next}\n`;
}
