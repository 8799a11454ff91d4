import { setTimeout as sleep } from 'node:timers/promises';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, type Paint } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { AdminClient } from './admin-client.ts';
import type { ReplayOptions } from './commands/replay.ts';
import { exitCode } from './exit-code.ts';
import { findServices } from './find-services.ts';
import type { Io } from './io.ts';
import { describeMoment, readMoment } from './moment.ts';
import { oneLine } from './one-line.ts';
import { countProgress } from './progress.ts';
import { refuseWith } from './refuse.ts';
import { historySource, type ReplaySource, type SentEvent } from './replay-source.ts';
import { since, writeJson } from './report.ts';
import { sayWhoIsSilent } from './say-who-is-silent.ts';
import type { GlobalOptions } from './session.ts';

/** `eda replay` */
export async function runReplay(
  event: string,
  options: ReplayOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const [target, ...others] = options.service;
  if (target === undefined || others.length > 0)
    return fail('to which service? --service <name>, one: the others have had their turn');
  const range = readRange(options);
  if (typeof range === 'string') return fail(range);
  // Publishers are asked as well: all of them, whoever is to take the events.
  const found = await findServices({ ...options, service: [] }, globals, io);
  if (!found.ok) return fail(found.message, found.code, found.help);
  const { services } = found;
  const client = services.find(({ service }) => service === target);
  if (client === undefined) {
    sayWhoIsSilent(found, io);
    const names = services.map(({ service }) => service);
    return fail(`no service ${target} answers${didYouMean(target, names)}`, exitCode.findings);
  }
  if (!client.takes.includes(event))
    return fail(`${target} does not take ${event}${didYouMean(event, client.takes)}`);
  let sources: readonly ReplaySource[] = [];
  const started = performance.now();
  try {
    const chosen = await chooseSources(event, range, services, options, globals, io);
    if (typeof chosen === 'string') return fail(chosen);
    sources = chosen;
    const counts = await Promise.all(sources.map((source) => source.count()));
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (options.dryRun) {
      if (options.format === 'json')
        writeJson(io, { event, service: target, ...range, total, sources: nameEach(sources, counts) });
      else io.stdout.write(describeCounts(event, target, sources, counts));
      return exitCode.fine;
    }
    const tally = await pump(client, sources, total, io);
    if (options.format === 'json') writeJson(io, { event, service: target, ...range, total, ...tally });
    else io.stdout.write(describeTally(event, target, tally, since(started), createPaint(globals.colour)));
    return tally.stopped !== undefined || tally.deadLettered > 0 || tally.failed > 0
      ? exitCode.findings
      : exitCode.fine;
  } catch (error) {
    return fail(oneLine(error instanceof Error ? error.message : String(error)), exitCode.findings);
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

function readRange({ from, to }: ReplayOptions): { readonly from: string; readonly to: string } | string {
  const start = readMoment(from);
  if (start === undefined) return `--from ${from} is no time; 2h (ago), 2026-03-01 and 2026-03-01T09:30Z are`;
  const end = to === undefined ? new Date().toISOString() : readMoment(to);
  if (end === undefined) return `--to ${to} is no time; 2h (ago), 2026-03-01 and 2026-03-01T09:30Z are`;
  if (start >= end) return `--from ${from} is not before --to ${to ?? 'now'}`;
  return { from: start, to: end };
}

async function chooseSources(
  event: string,
  range: { readonly from: string; readonly to: string },
  services: readonly AdminClient[],
  options: ReplayOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<readonly ReplaySource[] | string> {
  const publishers = services.filter(({ publishes }) => publishes.includes(event));
  const keeping = publishers.filter(({ history }) => history);
  const wantsKafka =
    options.source === 'kafka' || options.env !== undefined || options.bootstrap !== undefined;
  if (keeping.length > 0 && !wantsKafka)
    return keeping.map((publisher) => historySource(publisher, event, range));
  if (options.source === 'history' || (!wantsKafka && publishers.length > 0)) {
    const names = publishers.map(({ service }) => service).join(', ');
    return publishers.length === 0
      ? `no publisher of ${event} is among those that answer`
      : `${names} keeps no history of what it sent: write outbox.history into the design, or read from Kafka: --source kafka`;
  }
  const { openKafkaSource } = await import('./kafka-source.ts');
  const opened = await openKafkaSource(event, range, options, globals, io);
  return typeof opened === 'string' ? opened : [opened];
}

interface Tally {
  readonly delivered: number;
  readonly handled: number;
  readonly known: number;
  readonly deadLettered: number;
  /** Neither taken nor kept: without a database there is no place for them. */
  readonly failed: number;
  readonly passedOver: number;
  /** Where it ended early, and why. */
  readonly stopped?: { readonly at: string; readonly error: string };
}

type Count = { -readonly [Name in keyof Tally]: Tally[Name] };

/** Pauses between the attempts of one event: the service counts them, and gives it up by its own policy. */
const pauses = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000];

async function pump(
  client: AdminClient,
  sources: readonly ReplaySource[],
  total: number,
  io: Io,
): Promise<Tally> {
  const count: Count = { delivered: 0, handled: 0, known: 0, deadLettered: 0, failed: 0, passedOver: 0 };
  const progress = countProgress(io, 'events delivered:');
  try {
    for (const source of sources) {
      for await (const page of source.pages()) {
        const stopped = await deliverPage(client, page, count, () => progress.tick(count.delivered, total));
        if (stopped !== undefined) return { ...count, stopped };
      }
    }
    return count;
  } finally {
    progress.end();
  }
}

interface Result {
  readonly status: 'SUCCESS' | 'RETRY' | 'DROP';
  readonly outcome: string;
  readonly error?: string;
}

async function deliverPage(
  client: AdminClient,
  page: readonly SentEvent[],
  count: Count,
  tick: () => void,
): Promise<Tally['stopped']> {
  let left = page;
  let failures = 0;
  while (left.length > 0) {
    const events = left.map(({ pubsub, topic, body }) => ({ pubsub, topic, body }));
    const answer = await client.post('/eda/deliver', {}, { events });
    const results = answer.ok ? (answer.body as { results: readonly Result[] }).results : [];
    const done = results.findIndex(({ status }) => status === 'RETRY');
    for (const result of done < 0 ? results : results.slice(0, done)) add(count, result);
    left = left.slice(done < 0 ? results.length : done);
    tick();
    // A service that refuses the request itself will do so again; one that is not there may come back.
    const waits = answer.ok ? done >= 0 : answer.status === 0 || answer.status === 503;
    if (done > 0 || (answer.ok && done < 0)) failures = 0;
    if (left.length === 0 || (answer.ok && done < 0)) continue;
    const error = answer.ok ? (results[done]?.error ?? 'it is to come again') : answer.reason;
    const pause = waits ? pauses[failures] : undefined;
    failures += 1;
    if (pause === undefined) return { at: left[0]?.sentAt ?? '', error };
    await sleep(pause);
  }
  return undefined;
}

function add(count: Count, { outcome }: Result): void {
  count.delivered += 1;
  if (outcome === 'handled') count.handled += 1;
  else if (outcome === 'duplicate' || outcome === 'stale') count.known += 1;
  else if (outcome === 'dead-lettered') count.deadLettered += 1;
  else if (outcome === 'lost' || outcome === 'dropped') count.failed += 1;
  else count.passedOver += 1;
}

function nameEach(sources: readonly ReplaySource[], counts: readonly object[]): object[] {
  return sources.map(({ name }, index) => ({ name, ...counts[index] }));
}

function describeCounts(
  event: string,
  target: string,
  sources: readonly ReplaySource[],
  counts: readonly { readonly count: number; readonly first?: string; readonly last?: string }[],
): string {
  const lines = sources.map(({ name }, index) => {
    const { count = 0, first, last } = counts[index] ?? {};
    const times = first && last ? `, ${describeMoment(first)} to ${describeMoment(last)}` : '';
    return `  ${oneLine(name)}: ${plural(count, 'event')}${times}`;
  });
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return `${lines.join('\n')}\n${plural(total, 'event')} of ${event} would be delivered to ${target}\n`;
}

function describeTally(event: string, target: string, tally: Tally, time: string, paint: Paint): string {
  const { delivered, handled, known, deadLettered, failed, passedOver, stopped } = tally;
  const parts = [
    `${handled} handled`,
    `${known} known already`,
    deadLettered > 0 ? paint.red(plural(deadLettered, 'dead letter')) : '',
    failed > 0 ? paint.red(`${failed} given up`) : '',
    passedOver > 0 ? `${passedOver} passed over` : '',
  ].filter(Boolean);
  const verdict = `${plural(delivered, 'event')} of ${event} to ${target}: ${parts.join(', ')} · ${time}`;
  if (stopped !== undefined) {
    const at = new Date(stopped.at);
    const from = Number.isNaN(at.getTime()) ? stopped.at : at.toISOString();
    return `${verdict}\n${paint.red('stopped')}: ${oneLine(stopped.error)}\nto go on when it is mended: the same with --from ${from}\n`;
  }
  const next = deadLettered > 0 ? `   ${paint.dim(`eda dlq list --service ${target} --event ${event}`)}` : '';
  return `${verdict}${next}\n`;
}
