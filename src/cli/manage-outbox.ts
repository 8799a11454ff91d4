import { shortId } from '../dev/short-id.ts';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint } from '../diagnostics/format/paint.ts';
import type { AdminClient } from './admin-client.ts';
import type { OutboxChangeOptions, OutboxOptions } from './commands/outbox.ts';
import { confirm } from './confirm.ts';
import { readId } from './dead-letters.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { describeMoment } from './moment.ts';
import { oneLine } from './one-line.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** An event that the relay gave up for now, as a service tells of it. */
interface ParkedEvent {
  readonly id: string;
  readonly topic: string;
  readonly key: string | null;
  readonly eventId: string;
  readonly type: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly parkedAt: string;
  readonly blocksKey: boolean;
}

interface Outbox {
  readonly service: string;
  readonly parked: readonly ParkedEvent[];
  /** Committed and not yet accepted by the broker; counted up to 100,000. */
  readonly waiting: number;
  /** Seconds. */
  readonly oldestSeconds: number;
}

const mostParked = 1000;

/** `eda outbox list` */
export async function runOutboxList(options: OutboxOptions, globals: GlobalOptions, io: Io): Promise<number> {
  const fail = refuseWith(io);
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  let silent = sayWhoIsSilent(found, io);
  const outboxes: Outbox[] = [];
  for (const client of found.services) {
    const outbox = await readOutbox(client);
    if (typeof outbox === 'object') outboxes.push(outbox);
    else if (outbox !== undefined) {
      fail(`${client.service}: ${oneLine(outbox)}`);
      silent += 1;
    }
  }
  if (options.format === 'json') writeJson(io, { outboxes });
  else io.stdout.write(describeOutboxes(outboxes, createPaint(globals.colour)));
  return silent > 0 ? exitCode.findings : exitCode.fine;
}

/** @returns undefined for a service without a database, a clause where it can't be read. */
async function readOutbox(client: AdminClient): Promise<Outbox | string | undefined> {
  const answer = await client.get('/eda/outbox', { limit: String(mostParked) });
  if (answer.ok) return { service: client.service, ...(answer.body as Omit<Outbox, 'service'>) };
  return answer.status === 404 ? undefined : answer.reason;
}

function describeOutboxes(outboxes: readonly Outbox[], paint: Paint): string {
  const parked = outboxes.flatMap(({ service, parked: events }) =>
    events.map((event) => ({ service, event })),
  );
  const lines = parked.map(({ service, event }) => {
    const name = oneLine(`${service}/${event.id}`);
    const what = oneLine(`${event.type ?? `(on ${event.topic})`} ${shortId(event.eventId)}`);
    const blocks = event.blocksKey ? `  key ${oneLine(event.key ?? '')} waits` : '';
    return `${paint.bold(name)}  ${paint.dim(describeMoment(event.parkedAt))}  ${what}${blocks}  ${paint.dim(oneLine(event.reason))}`;
  });
  const waiting = outboxes.filter((one) => one.waiting > 0);
  const waits = waiting.map(
    ({ service, waiting: n, oldestSeconds }) =>
      `  ${service}: ${plural(n, 'event')} on the way to the broker, the oldest for ${Math.round(oldestSeconds)} s`,
  );
  const [first] = parked;
  const next =
    first === undefined ? '' : `   ${paint.dim(`eda outbox retry ${first.service}/${first.event.id}`)}`;
  const verdict =
    parked.length === 0
      ? `nothing is parked in ${plural(outboxes.length, 'service')}`
      : plural(parked.length, 'parked event');
  return [...lines, ...(lines.length > 0 ? [''] : []), ...waits, `${verdict}${next}`, ''].join('\n');
}

/** `eda outbox retry`, `eda outbox skip` */
export async function runOutboxChange(
  action: 'retry' | 'skip',
  ids: readonly string[],
  options: OutboxChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  if (ids.length > 0 && options.all) return fail('ids or --all, not both');
  if (ids.length === 0 && !options.all) return fail('which events? name their ids, or --all');
  const found = await findServices(options, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const events: { readonly client: AdminClient; readonly id: string }[] = [];
  for (const text of ids) {
    const named = readId(text, found.services);
    if (typeof named === 'string') return fail(named);
    events.push(named);
  }
  const silent = options.all ? sayWhoIsSilent(found, io) : 0;
  for (const client of options.all ? found.services : []) {
    const outbox = await readOutbox(client);
    if (typeof outbox === 'string') return fail(`${client.service}: ${oneLine(outbox)}`, exitCode.findings);
    events.push(...(outbox?.parked ?? []).map(({ id }) => ({ client, id })));
  }
  if (action === 'skip' && options.yes !== true && events.length > 0) {
    const sure = await confirm(`Give ${plural(events.length, 'event')} up? Nobody will receive them.`, io);
    if (sure === undefined) return fail('nobody is here to be asked; --yes says that it is meant');
    if (!sure) return fail('nothing was given up', exitCode.findings);
  }
  return changeAll(action, events, silent, options, globals, io);
}

async function changeAll(
  action: 'retry' | 'skip',
  events: readonly { readonly client: AdminClient; readonly id: string }[],
  silent: number,
  { format }: OutboxChangeOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const paint = createPaint(globals.colour);
  const done = action === 'retry' ? 'is published again' : 'is given up';
  const results: { service: string; id: string; ok: boolean; error?: string }[] = [];
  for (const { client, id } of events) {
    const answer = await client.post(`/eda/outbox/${id}/${action}`);
    const error = answer.ok ? {} : { error: oneLine(answer.reason) };
    results.push({ service: client.service, id, ok: answer.ok, ...error });
    if (format === 'text') {
      const mark = answer.ok ? paint.green('✓') : paint.red('✗');
      io.stdout.write(`${mark} ${client.service}/${id}  ${error.error ?? done}\n`);
    }
  }
  if (format === 'json') writeJson(io, { results });
  else if (results.length === 0) io.stdout.write('nothing is parked\n');
  return silent > 0 || results.some(({ ok }) => !ok) ? exitCode.findings : exitCode.fine;
}
