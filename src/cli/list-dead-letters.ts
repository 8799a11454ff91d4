import { shortId } from '../dev/short-id.ts';
import { displayWidth } from '../diagnostics/format/display-width.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint, printable } from '../diagnostics/format/paint.ts';
import type { AdminClient } from './admin-client.ts';
import type { DlqListOptions, DlqOptions } from './commands/dlq.ts';
import {
  type DeadLetter,
  type DeadLetterDetails,
  nameOf,
  readFilters,
  readId,
  reasonTexts,
} from './dead-letters.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import { type Io, widthOf } from './io.ts';
import { describeMoment } from './moment.ts';
import { oneLine, shorten } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

interface ListedService {
  readonly service: string;
  readonly total: number;
  readonly deadLetters: readonly DeadLetter[];
}

/** `eda dlq list` */
export async function runDlqList(options: DlqListOptions, globals: GlobalOptions, io: Io): Promise<number> {
  const fail = refuseWith(io);
  const filters = readFilters(options);
  if (typeof filters === 'string') return fail(filters);
  if (!/^[1-9]\d{0,3}$/.test(options.limit)) return fail('--limit takes a number from 1 to 9999');
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const listed: ListedService[] = [];
  let silent = sayWhoIsSilent(found, io);
  for (const client of found.services) {
    const answer = await client.get('/eda/dlq', { ...filters, state: options.state, limit: options.limit });
    if (answer.ok)
      listed.push({ service: client.service, ...(answer.body as Omit<ListedService, 'service'>) });
    // Without a database a service keeps none: they lie on its dead-letter topic.
    else if (answer.status !== 404) {
      fail(`${client.service}: ${answer.reason}`);
      silent += 1;
    }
  }
  const letters = listed.flatMap(({ service, deadLetters }) =>
    deadLetters.map((letter) => ({ service, ...letter })),
  );
  if (options.format === 'json') writeJson(io, { total: totalOf(listed), deadLetters: letters });
  else io.stdout.write(describeList(listed, options.state, createPaint(globals.colour), widthOf(io)));
  return silent > 0 ? exitCode.findings : exitCode.fine;
}

function totalOf(listed: readonly ListedService[]): number {
  return listed.reduce((sum, { total }) => sum + total, 0);
}

function describeList(listed: readonly ListedService[], state: string, paint: Paint, width: number): string {
  const rows = listed.flatMap(({ service, deadLetters }) =>
    deadLetters.map((letter) => ({
      letter,
      cells: [
        `${service}/${letter.id}`,
        describeMoment(letter.lastAt),
        letter.reason,
        `${nameOf(letter)}  ${shortId(letter.eventId)}`,
      ].map(oneLine),
    })),
  );
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => displayWidth(cells[column] ?? ''))),
  );
  const lines = rows.map(({ letter, cells }) => {
    const padded = cells.map(
      (cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell))),
    );
    const [id = '', at = '', reason = '', event = ''] = padded;
    const room = width - displayWidth(padded.join('  ')) - 2;
    const error = room < 12 ? '' : shorten(oneLine(letter.error ?? ''), room);
    return `${paint.bold(id)}  ${paint.dim(at)}  ${reason}  ${event}  ${paint.dim(error)}`.trimEnd();
  });
  const total = totalOf(listed);
  const holding = listed.filter((one) => one.total > 0).length;
  if (total === 0) return `no ${state} dead letters in ${plural(listed.length, 'service')}\n`;
  const first = rows[0]?.cells[0] ?? '';
  const more = total > rows.length ? ` · ${rows.length} shown` : '';
  const next = `eda dlq show ${first}`;
  return `${lines.join('\n')}\n\n${plural(total, `${state} dead letter`)} in ${plural(holding, 'service')}${more}   ${paint.dim(next)}\n`;
}

/** `eda dlq show` */
export async function runDlqShow(
  text: string,
  options: DlqOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const named = readId(text, found.services);
  if (typeof named === 'string') return fail(named);
  const { client, id } = named;
  const answer = await client.get(`/eda/dlq/${id}`);
  if (!answer.ok) {
    const isUnknown = answer.status === 404;
    return fail(
      `${client.service}/${id}: ${oneLine(answer.reason)}`,
      isUnknown ? exitCode.usage : exitCode.findings,
      isUnknown ? 'eda dlq list shows those there are' : undefined,
    );
  }
  const letter = answer.body as DeadLetterDetails;
  if (options.format === 'json') writeJson(io, { service: client.service, ...letter });
  else io.stdout.write(describeLetter(client, letter, createPaint(globals.colour)));
  return exitCode.fine;
}

function describeLetter(client: AdminClient, letter: DeadLetterDetails, paint: Paint): string {
  const name = `${client.service}/${letter.id}`;
  const attempts = `${letter.attempts}, first ${describeMoment(letter.firstAt)}, last ${describeMoment(letter.lastAt)}`;
  const rows: readonly (readonly [string, string])[] = [
    ['event', `${nameOf(letter)}  ${letter.eventId}`],
    ['from', letter.source],
    ['topic', `${letter.topic} on ${letter.pubsub}${letter.key === null ? '' : `, key ${letter.key}`}`],
    ['consumer', letter.consumer],
    ['reason', `${letter.reason}: ${reasonTexts[letter.reason] ?? ''}`],
    ['attempts', attempts],
  ];
  const error = printable(letter.stack ?? letter.error ?? '');
  const next = `eda dlq replay ${name} · eda dlq discard ${name}`;
  return [
    `${paint.bold(name)}  ${letter.state}`,
    ...rows.map(([label, value]) => `  ${paint.dim(label.padEnd(8))}  ${oneLine(value)}`),
    '',
    ...error.split('\n').map((line) => `  ${line}`.trimEnd()),
    '',
    ...printable(prettyJson(letter.envelope))
      .split('\n')
      .map((line) => `  ${line}`),
    ...(letter.state === 'open' ? ['', paint.dim(next)] : []),
    '',
  ].join('\n');
}

/** JSON with a line for each member; what is no JSON as it is. */
function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
