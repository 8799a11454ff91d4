import { setTimeout as sleep } from 'node:timers/promises';
import type { AggregatePlay } from './aggregate-plays.ts';
import { askWorking, post } from './ask-service.ts';
import { type Fault, faultOf } from './judge-run.ts';
import type { Ledger } from './ledger.ts';
import { drawNumber, type Subject, type Verdict, type WorkOrder } from './subject.ts';

/** Few, so that deciders meet. */
const streamsARun = 6;
const writers = 4;
/** Decisions that are asked for at a time. */
const together = 100;
const patienceMs = 120_000;
/** Events of a decision, on the average. */
const eventsADecision = 2.5;

/** A stream that a run decides about. */
interface RunStream {
  readonly key: string;
  /** As in the store. */
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface StoredRow {
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
}

interface DecisionRow {
  readonly stream: string;
  readonly seen: number;
  readonly version: number;
  readonly events: number;
  readonly tries: number;
}

/** Decisions of the aggregates of a design, stored whole, one after the other, and published as they are stored. */
export function createAggregateSubject(plays: readonly AggregatePlay[], ledger: Ledger): Subject {
  const streams = new Map<string, ReadonlyMap<AggregatePlay, readonly RunStream[]>>();

  async function judgePlay(run: string, play: AggregatePlay) {
    const own = streams.get(run)?.get(play) ?? [];
    const names = own.map(({ name }) => name);
    const [stored, decisions, sent] = await Promise.all([
      ledger.ask<StoredRow>(
        play.service,
        `SELECT stream, version, event_id::text AS "eventId", type FROM eda.event
         WHERE stream = ANY ($1::text[]) ORDER BY stream, version`,
        [names],
      ),
      ledger.ask<DecisionRow>(
        play.service,
        'SELECT stream, seen, version, events, tries FROM prove.decision WHERE run = $1 AND stream = ANY ($2::text[])',
        [run, names],
      ),
      ledger.ask<{ eventId: string }>(
        play.service,
        `SELECT event_id::text AS "eventId" FROM prove.envelope
         WHERE envelope->>'type' = ANY ($1::text[]) AND envelope #>> $2::text[] = ANY ($3::text[])`,
        [Object.values(play.published), ['data', ...play.path], own.map(({ key }) => key)],
      ),
    ]);
    return { faults: judgeDecisions(play, stored, decisions, sent), stored, decisions };
  }

  return {
    services: [...new Set(plays.map(({ service }) => service))],
    ...(plays.length === 0 && { missing: 'the design has no aggregate that can be had to decide' }),
    async work(order) {
      const own = new Map(plays.map((play) => [play, drawStreams(play)]));
      streams.set(order.run, own);
      const share = Math.ceil(order.count / eventsADecision / Math.max(1, plays.length));
      await Promise.all(plays.map((play) => decide(play, own.get(play) ?? [], order, share, ledger)));
    },
    countOpen: () => ledger.pending(),
    async judge(run): Promise<Verdict> {
      const judged = await Promise.all(plays.map((play) => judgePlay(run, play)));
      const decisions = judged.flatMap((one) => one.decisions);
      const again = decisions.filter(({ tries }) => tries > 1).length;
      const events = judged.reduce((sum, { stored }) => sum + stored.length, 0);
      const pending = await ledger.pending();
      const faults = judged.flatMap((one) => one.faults);
      if (pending > 0) faults.push({ kind: 'unsent', message: `${pending} events are still in outboxes` });
      return {
        faults,
        counted: `${decisions.length} decisions, ${again} of them taken again, ${events} events stored`,
        events: decisions.length,
        effects: events,
      };
    },
  };
}

function drawStreams(play: AggregatePlay): readonly RunStream[] {
  return Array.from({ length: streamsARun }, () => {
    const stream = play.streamOf(drawNumber());
    if (stream === undefined) throw new Error(`${play.aggregate} has no more keys`);
    return { ...stream, name: `${play.aggregate}/${stream.key}` };
  });
}

/** Has all processes of a service decide until there are enough decisions. */
async function decide(
  play: AggregatePlay,
  streams: readonly RunStream[],
  { run, until, crashes, urlsOf }: WorkOrder,
  wanted: number,
  ledger: Ledger,
): Promise<void> {
  let crashesLeft = crashes ?? 0;
  let before = -1;
  for (let movedAt = Date.now(); ; await sleep(100)) {
    const urls = urlsOf(play.service);
    const [row] = await ledger.ask<{ n: number }>(
      play.service,
      'SELECT count(*)::int AS n FROM prove.decision WHERE run = $1 AND stream LIKE $2',
      [run, `${play.aggregate}/%`],
    );
    const done = row?.n ?? 0;
    if (done >= wanted && crashesLeft <= 0 && until()) return;
    if (done !== before) movedAt = Date.now();
    before = done;
    if (Date.now() - movedAt > patienceMs)
      throw new Error(`${play.aggregate} decided ${done} times of ${wanted}, and not once more`);
    for (const url of urls) {
      const working = await askWorking(url);
      if (working === undefined || working.includes(`${run}/${play.aggregate}`)) continue;
      const count = Math.min(together, Math.max(wanted - done, writers * 5));
      const order = { run, aggregate: play.aggregate, count, writers, streams };
      const dies = crashesLeft > 0 && count > writers;
      const taken = await post(`${url}/prove/decisions`, dies ? { ...order, crashAt: count >> 1 } : order);
      if (taken !== undefined && dies) crashesLeft -= 1;
    }
  }
}

/** Compares what was decided, what is stored and what is published. */
export function judgeDecisions(
  { aggregate, published }: Pick<AggregatePlay, 'aggregate' | 'published'>,
  stored: readonly StoredRow[],
  decisions: readonly DecisionRow[],
  sent: readonly { readonly eventId: string }[],
): Fault[] {
  const versions = new Map<string, number[]>();
  for (const { stream, version } of stored) versions.set(stream, [...(versions.get(stream) ?? []), version]);
  const gaps = [...versions].flatMap(([stream, own]) => {
    const index = own.findIndex((version, at) => version !== at + 1);
    return index === -1 ? [] : [`${stream} has no version ${index + 1}`];
  });
  const parts: string[] = [];
  for (const stream of new Set([...versions.keys(), ...decisions.map((one) => one.stream)])) {
    const own = decisions.filter((one) => one.stream === stream).sort((a, b) => a.version - b.version);
    let end = 0;
    for (const { version, events } of own) {
      if (version - events !== end) parts.push(`${stream} between versions ${end} and ${version}`);
      end = version;
    }
    const last = versions.get(stream)?.at(-1) ?? 0;
    if (last !== end) parts.push(`${stream} from version ${end} to ${last}`);
  }
  const stale = decisions.filter(({ seen, version, events }) => seen !== version - events);
  const wanted = new Set(
    stored.filter(({ type }) => published[type] !== undefined).map(({ eventId }) => eventId),
  );
  const was = new Set(sent.map(({ eventId }) => eventId));
  return [
    ...faultOf('gap', `${aggregate}: streams with a gap`, gaps),
    ...faultOf('half', `${aggregate}: stored is not what was decided`, parts),
    ...faultOf(
      'stale',
      `${aggregate}: decided on a state that was not the last`,
      stale.map(({ stream, seen, version }) => `${stream} version ${version} on ${seen} events`),
    ),
    ...faultOf(
      'unpublished',
      `${aggregate}: stored and not published`,
      [...wanted].filter((id) => !was.has(id)),
    ),
    ...faultOf(
      'phantom',
      `${aggregate}: published and not stored`,
      [...was].filter((id) => !wanted.has(id)),
    ),
  ];
}
