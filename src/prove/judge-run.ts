import type { Flow, FlowConsumer } from './flow.ts';

/** What all ledgers say about one run. */
export interface RunLedger {
  readonly committed: readonly CommittedEvent[];
  /** In the order in which they took effect, within a service. */
  readonly effects: readonly Effect[];
  readonly deadLetters: readonly DeadLetter[];
  /** Events of the run that wait behind a dead letter of their key. */
  readonly held: readonly Handling[];
  /** Rows that no relay has sent, and rows that were given up. */
  readonly outbox: readonly { readonly service: string; readonly pending: number; readonly parked: number }[];
}

export interface CommittedEvent {
  readonly eventId: string;
  readonly event: string;
  readonly service: string;
  /** Null: it has no key, or its order is nobody's business. */
  readonly key: string | null;
  readonly n: number | null;
  readonly act: string | null;
  /** When it was written, before its commit. Times are seconds by the clock of the databases, which share a server. */
  readonly at: number;
}

/** An event at one of its consumers. */
export interface Handling {
  readonly consumer: string;
  readonly eventId: string;
}

export interface Effect extends Handling {
  readonly at: number;
}

export interface DeadLetter extends Handling {
  readonly reason: string;
  readonly attempts: number;
  /** When its first attempt had failed, and when it was given up. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A promise that was broken, with the first cases. */
export interface Fault {
  readonly kind:
    | 'missing'
    | 'lost'
    | 'double'
    | 'phantom'
    | 'order'
    | 'unsent'
    | 'parked'
    | 'dead-letter'
    | 'held'
    // Events that waited for another one, or for another consumer.
    | 'blocked'
    // Of sagas: a run that did not end, one that ended in part, one that said so more than once or not at all.
    | 'unended'
    | 'half'
    | 'end'
    // Of aggregates: a stream with a gap, a decision on an old state, what is stored and not published.
    | 'gap'
    | 'stale'
    | 'unpublished'
    // Of projections: a table that is not what its events come to.
    | 'table';
  readonly message: string;
}

/**
 * Compares what was committed with what took effect: published = committed, effects = distinct events, order per key
 * where the design promises it, poison and nothing else in the dead letters, with its reason.
 *
 * @param wanted how many events were ordered; handlers that publish in turn commit more
 */
export function judgeRun(flows: readonly Flow[], wanted: number, ledger: RunLedger): Fault[] {
  const faults: Fault[] = [];
  const { committed } = ledger;
  const ordered = committed.filter(({ act }) => act !== 'reaction').length;
  if (ordered < wanted) {
    const message = `${wanted} events were to be committed, ${ordered} were`;
    faults.push({ kind: 'missing', message });
  }
  for (const { service, pending, parked } of ledger.outbox) {
    if (pending > 0)
      faults.push({ kind: 'unsent', message: `${pending} events are still in the outbox of ${service}` });
    if (parked > 0)
      faults.push({ kind: 'parked', message: `${parked} events were given up by the relay of ${service}` });
  }
  for (const flow of flows) {
    const events = committed.filter(({ event }) => event === flow.event);
    for (const consumer of flow.consumers) faults.push(...judgeConsumer(flow, consumer, events, ledger));
  }
  faults.push(...findPhantoms(committed, ledger.effects));
  return faults;
}

function judgeConsumer(
  flow: Flow,
  consumer: FlowConsumer,
  events: readonly CommittedEvent[],
  ledger: RunLedger,
): Fault[] {
  const faults: Fault[] = [];
  const times = new Map<string, number>();
  const effects = ledger.effects.filter((effect) => effect.consumer === consumer.name);
  for (const { eventId } of effects) times.set(eventId, (times.get(eventId) ?? 0) + 1);
  const letters = new Map(
    ledger.deadLetters
      .filter((letter) => letter.consumer === consumer.name)
      .map((letter) => [letter.eventId, letter]),
  );
  const held = new Set(
    ledger.held.filter((one) => one.consumer === consumer.name).map(({ eventId }) => eventId),
  );
  const say = (kind: Fault['kind'], ids: readonly string[], what: string): void =>
    void faults.push(...faultOf(kind, `${consumer.name}: ${what}`, ids));

  const good = events.filter(({ act }) => !isPoison(act));
  const poison = events.filter(({ act }) => isPoison(act));
  const idsOf = (some: readonly CommittedEvent[]): string[] => some.map(({ eventId }) => eventId);
  say(
    'lost',
    idsOf(good.filter(({ eventId }) => !times.has(eventId) && !held.has(eventId) && !letters.has(eventId))),
    'committed and never handled',
  );
  say(
    'double',
    [...times].filter(([, count]) => count > 1).map(([id, count]) => `${id} (${count} times)`),
    'took effect more than once',
  );
  say(
    'dead-letter',
    idsOf(good.filter(({ eventId }) => letters.has(eventId))),
    'dead-lettered though nothing is wrong with it',
  );
  say(
    'dead-letter',
    poison
      .filter(({ eventId, act }) => !held.has(eventId) && !isRightLetter(letters.get(eventId), act, consumer))
      .map(({ eventId, act }) => `${eventId} (${describeLetter(letters.get(eventId), act, consumer)})`),
    'poison is not where it belongs',
  );
  say('double', idsOf(poison.filter(({ eventId }) => times.has(eventId))), 'poison took effect');
  say('held', [...held], 'waits behind a dead letter that nobody decided about');
  if (flow.ordered)
    say('order', findOvertaken(events, effects), 'took effect after a later event of its key');
  return faults;
}

/** Acts after which an event belongs in the dead letters. */
function isPoison(act: string | null): boolean {
  return act === 'fail' || act === 'exhaust';
}

function isRightLetter(letter: DeadLetter | undefined, act: string | null, consumer: FlowConsumer): boolean {
  if (letter === undefined) return false;
  return act === 'exhaust'
    ? letter.reason === 'exhausted' && letter.attempts === consumer.attempts
    : letter.reason === 'failed';
}

function describeLetter(letter: DeadLetter | undefined, act: string | null, consumer: FlowConsumer): string {
  if (letter === undefined) return 'no dead letter';
  const wanted = act === 'exhaust' ? `exhausted after ${consumer.attempts}` : 'failed';
  return `${letter.reason} after ${letter.attempts}, not ${wanted}`;
}

/** Ids of events that took effect, for the first time, after a later one of their key. */
function findOvertaken(events: readonly CommittedEvent[], effects: readonly Effect[]): string[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  const last = new Map<string, number>();
  const seen = new Set<string>();
  const overtaken: string[] = [];
  for (const { eventId } of effects) {
    const event = byId.get(eventId);
    if (event?.key == null || event.n === null || seen.has(eventId)) continue;
    seen.add(eventId);
    const before = last.get(event.key) ?? 0;
    if (event.n < before) overtaken.push(`${eventId} (${event.n} after ${before} of key ${event.key})`);
    last.set(event.key, Math.max(before, event.n));
  }
  return overtaken;
}

/** Effects of events that nobody committed: of a transaction that was rolled back. */
function findPhantoms(committed: readonly CommittedEvent[], effects: readonly Effect[]): Fault[] {
  const known = new Set(committed.map(({ eventId }) => eventId));
  const phantoms = effects.filter(({ eventId }) => !known.has(eventId));
  if (phantoms.length === 0) return [];
  const few = phantoms.slice(0, 3).map(({ consumer, eventId }) => `${eventId} at ${consumer}`);
  return [
    {
      kind: 'phantom',
      message: `${phantoms.length} effects of events that were never committed: ${few.join(', ')}`,
    },
  ];
}

/** At most three, and how many there are. */
function someOf(all: readonly string[]): string {
  const few = all.slice(0, 3).join(', ');
  return all.length > 3 ? `${few}, … (${all.length} in all)` : few;
}

/** A fault where there are cases of it. */
export function faultOf(kind: Fault['kind'], what: string, cases: readonly string[]): readonly Fault[] {
  return cases.length === 0 ? [] : [{ kind, message: `${what}: ${someOf(cases)}` }];
}
