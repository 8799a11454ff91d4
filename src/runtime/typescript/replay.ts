import { consumerName } from './consume.ts';
import type { Consumer, TopicSubscription } from './contract.ts';
import type { Database, OpenTransaction } from './database.ts';
import {
  closeDeadLetter,
  type LockedDeadLetter,
  lockDeadLetter,
  readDeadLetter,
  updateDeadLetter,
} from './dead-letter.ts';
import { type CutSignal, runWithDeadline } from './deadline.ts';
import { DropError, isTransient, toError } from './errors.ts';
import { flowOfEvent, runInFlow } from './flow-context.ts';
import {
  countFailures,
  forgetFailures,
  forgetInbox,
  type InboxKey,
  recordFailure,
  recordInbox,
} from './inbox.ts';
import { type IncomingEvent, readIncoming } from './incoming-event.ts';
import {
  countHeld,
  dropHeld,
  findReleasable,
  isBlocked,
  lockKey,
  nextHeld,
  unblockKey,
} from './ordered-key.ts';
import { runConsumer } from './run-consumer.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { type Settlement, settleDeadLetter, settleDropped } from './settle.ts';

export type ReplayResult =
  | { readonly kind: 'replayed' | 'discarded'; readonly released: number }
  /** Of a rehearsal: it could run, `held` events of its key behind it. */
  | { readonly kind: 'replayable'; readonly consumers: readonly string[]; readonly held: number }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'not-found' };

/**
 * Runs a dead letter again through the same door: upcast, validate, inbox, handler, outbox, in one transaction that
 * also closes the letter. A failure leaves it open. Then the events that its key held follow, in order.
 */
export async function replayDeadLetter(
  runtime: ServiceRuntime,
  database: Database,
  id: string,
): Promise<ReplayResult> {
  let letter: LockedDeadLetter | undefined;
  const transaction = await database.begin();
  try {
    letter = await lockDeadLetter(transaction.tx, id);
    if (!letter) {
      await transaction.rollback();
      return { kind: 'not-found' };
    }
    const { event, consumers } = findConsumers(runtime, letter);
    for (const consumer of consumers) await rerun(runtime, transaction, consumer, event);
    await closeDeadLetter(transaction.tx, id, 'replayed');
    await transaction.commit();
  } catch (thrown) {
    const error = toError(thrown);
    await transaction.rollback();
    if (!letter) throw error;
    await updateDeadLetter(database, id, letter.reason, error);
    return { kind: 'failed', error: error.message };
  }
  runtime.logger.info('dead letter replayed', {
    deadLetter: id,
    id: letter.eventId,
    consumer: letter.consumer,
  });
  return { kind: 'replayed', released: await releaseKey(runtime, database, letter.consumer, letter.key) };
}

/** Gives a dead letter up for good; its key goes on. */
export async function discardDeadLetter(
  runtime: ServiceRuntime,
  database: Database,
  id: string,
): Promise<ReplayResult> {
  const transaction = await database.begin();
  let letter: LockedDeadLetter | undefined;
  try {
    letter = await lockDeadLetter(transaction.tx, id);
    if (letter) await closeDeadLetter(transaction.tx, id, 'skipped');
    await transaction.commit();
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
  if (!letter) return { kind: 'not-found' };
  runtime.logger.info('dead letter discarded', {
    deadLetter: id,
    id: letter.eventId,
    consumer: letter.consumer,
  });
  return { kind: 'discarded', released: await releaseKey(runtime, database, letter.consumer, letter.key) };
}

/**
 * Goes as far through the door as nothing is changed: reads the letter, upcasts, validates, finds the consumers. What
 * a handler would say is not known before it runs.
 */
export async function rehearseReplay(
  runtime: ServiceRuntime,
  database: Database,
  id: string,
): Promise<ReplayResult> {
  const letter = await readDeadLetter(database, id);
  if (letter?.state !== 'open') return { kind: 'not-found' };
  try {
    const { event, consumers } = findConsumers(runtime, letter);
    if (event.problem) throw event.problem;
    const held = letter.key === null ? 0 : await countHeld(database, letter.consumer, letter.key);
    return { kind: 'replayable', consumers: consumers.map(({ consumer }) => consumer), held };
  } catch (thrown) {
    return { kind: 'failed', error: toError(thrown).message };
  }
}

/** Goes on with keys whose release was interrupted, or stands at an event that is tried again. */
export async function resumeReleases(runtime: ServiceRuntime, database: Database): Promise<void> {
  for (const { consumer, key } of await findReleasable(database)) {
    if (findConsumer(runtime, consumer)) await releaseKey(runtime, database, consumer, key);
  }
}

/** Runs the held events of a key, one transaction each, until none is left or one fails. @returns how many ran. */
async function releaseKey(
  runtime: ServiceRuntime,
  database: Database,
  consumer: string,
  key: string | null,
): Promise<number> {
  if (key === null || !findConsumer(runtime, consumer)?.ordered) return 0;
  let released = 0;
  for (;;) {
    const result = await releaseNext(runtime, database, consumer, key);
    if (result !== 'ran') return released;
    released += 1;
  }
}

async function releaseNext(
  runtime: ServiceRuntime,
  database: Database,
  consumerId: string,
  key: string,
): Promise<'ran' | 'done' | 'failed'> {
  const transaction = await database.begin();
  const { tx } = transaction;
  let atWork: Settlement | undefined;
  try {
    await lockKey(tx, consumerId, key);
    if (!(await isBlocked(tx, consumerId, key))) {
      await transaction.rollback();
      return 'done';
    }
    const held = await nextHeld(tx, consumerId, key);
    if (!held) {
      await unblockKey(tx, consumerId, key);
      await transaction.commit();
      return 'done';
    }
    const { event, consumers } = findConsumers(runtime, { ...held, consumer: consumerId });
    const consumer = consumers[0];
    if (!consumer) throw new Error(`There is no consumer '${consumerId}'`);
    const inboxKey = inboxKeyOf(consumerId, event);
    atWork = { runtime, database, consumer, incoming: event, inboxKey, held: held.pos };
    await rerun(runtime, transaction, consumer, event, true);
    await dropHeld(tx, consumerId, key, held.pos);
    await transaction.commit();
    return 'ran';
  } catch (thrown) {
    const error = toError(thrown);
    await transaction.rollback();
    runtime.logger.warn('held event failed', { consumer: consumerId, error: error.message });
    if (!atWork || runtime.aborted.aborted) return 'failed';
    return (await settleHeld(atWork, error)) ? 'ran' : 'failed';
  }
}

/**
 * A held event failed: it becomes the dead letter at the head of its key. Trouble with the database or a called service is
 * tried as often as that of a delivery before; until then the key stays blocked, and `resumeReleases` goes on with it.
 * @returns whether the next one may follow: the handler wanted this one dropped, or nobody keeps what is given up.
 */
async function settleHeld(settlement: Settlement, error: Error): Promise<boolean> {
  if (error instanceof DropError) {
    await settleDropped(settlement);
    return true;
  }
  return (await giveHeldUp(settlement, error)) && settlement.consumer.deadLetter === 'none';
}

/** Counts the failure, and writes the dead letter unless it is to be tried again. @returns whether it did. */
async function giveHeldUp(settlement: Settlement, error: Error): Promise<boolean> {
  const { database, consumer, incoming, inboxKey } = settlement;
  const attempts = await recordFailure(database, inboxKey, error.message).catch(() => undefined);
  // The database is away: that counts against nobody.
  if (attempts === undefined) return false;
  const isOutage = isTransient(error);
  if (isOutage && attempts < consumer.retry.attempts) return false;
  const reason = incoming.problem ? 'invalid' : isOutage ? 'exhausted' : 'failed';
  await settleDeadLetter(settlement, reason, error, attempts);
  return true;
}

/** Runs an event for a consumer in an open transaction. `once`: an event that was handled is passed over. */
async function rerun(
  runtime: ServiceRuntime,
  transaction: OpenTransaction,
  consumer: Consumer,
  event: IncomingEvent,
  once = false,
): Promise<void> {
  if (event.problem) throw event.problem;
  const inboxKey = inboxKeyOf(consumerName(runtime, consumer), event);
  let failures: number;
  if (consumer.idempotent) {
    if (!once) await forgetInbox(transaction.tx, inboxKey);
    const recorded = await recordInbox(transaction.tx, inboxKey);
    if (recorded === undefined && once) return;
    failures = recorded?.failures ?? 0;
  } else {
    failures = await countFailures(transaction.tx, inboxKey);
    if (failures > 0) await forgetFailures(transaction.tx, inboxKey);
  }
  const work = async (signal: CutSignal) => {
    const { tx, enqueue, afterCommit } = transaction;
    const last: (() => Promise<void>)[] = [];
    const beforeCommit = (write: () => Promise<void>) => void last.push(write);
    const number = failures + 1;
    const attempt = { consumer, incoming: event, number, signal, tx, enqueue, beforeCommit, afterCommit };
    await runConsumer(runtime, attempt);
    // Another consumer may follow in this transaction, and has to see what this one did.
    for (const write of last) await write();
  };
  await runInFlow(flowOfEvent(event.envelope), () =>
    runWithDeadline(consumer.timeoutMs, runtime.aborted, work, transaction.destroy),
  );
}

function inboxKeyOf(consumer: string, event: IncomingEvent): InboxKey {
  return { consumer, source: event.identity.source, eventId: event.identity.eventId };
}

/** The consumer that a letter belongs to; every consumer of the event if it was kept under the service's name. */
function findConsumers(
  runtime: ServiceRuntime,
  letter: { pubsub: string; topic: string; envelope: string; consumer: string },
): { event: IncomingEvent; consumers: readonly Consumer[] } {
  const subscription = findSubscription(runtime, letter);
  const incoming = readIncoming(subscription, letter.envelope);
  if (incoming.kind === 'unusable') throw incoming.problem;
  if (incoming.kind === 'passed') throw new Error('The service does not subscribe to this event');
  const own = incoming.event.consumers.filter((consumer) => belongsTo(consumer, letter.consumer));
  return { event: incoming, consumers: own.length > 0 ? own : incoming.event.consumers };
}

function findSubscription(
  runtime: ServiceRuntime,
  letter: { pubsub: string; topic: string },
): TopicSubscription {
  const found = runtime.definition.subscriptions.find(
    (candidate) => candidate.pubsub === letter.pubsub && candidate.topic === letter.topic,
  );
  if (!found) throw new Error(`The service no longer subscribes to topic '${letter.topic}'`);
  return found;
}

function findConsumer(runtime: ServiceRuntime, name: string): Consumer | undefined {
  return runtime.definition.subscriptions
    .flatMap((subscription) => subscription.events)
    .flatMap((event) => event.consumers)
    .find((consumer) => belongsTo(consumer, name));
}

/** A broadcast's consumers have the replica's name behind a `#`. */
function belongsTo(consumer: Consumer, name: string): boolean {
  return name === consumer.consumer || (consumer.everyReplica && name.startsWith(`${consumer.consumer}#`));
}
