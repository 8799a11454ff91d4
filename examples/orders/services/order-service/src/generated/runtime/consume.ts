import { beginPatiently } from './begin-patiently.ts';
import type { Consumer, Queryable } from './contract.ts';
import type { Database, OpenTransaction } from './database.ts';
import { type CutSignal, runWithDeadline } from './deadline.ts';
import { DropError, isTransient, toError } from './errors.ts';
import {
  advanceVersion,
  countFailures,
  forgetFailures,
  forgetInbox,
  type InboxKey,
  recordFailure,
  recordInbox,
} from './inbox.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { holdEvent, isBlocked, lockKey } from './ordered-key.ts';
import { runConsumer } from './run-consumer.ts';
import { type LockedRun, lockRunOf } from './saga.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { type Settlement, settleDeadLetter, settleDropped } from './settle.ts';

/** Answer to the sidecar. */
export type Status = 'SUCCESS' | 'RETRY' | 'DROP';

/** What became of an event for one consumer; names of a metric's label. */
export type Outcome =
  | 'handled'
  | 'duplicate'
  | 'stale'
  | 'filtered'
  | 'held'
  | 'retried'
  | 'dropped'
  | 'dead-lettered'
  | 'lost';

export interface Consumed {
  readonly status: Status;
  readonly outcome: Outcome;
  readonly error?: Error;
  readonly attempt: number;
}

/** The answer must beat the sidecar's timeout, which equals the handler's: these shares of it are the runtime's. */
const LOCK_SHARE = 0.8;
export const HANDLER_SHARE = 0.95;
export const QUEUE_SHARE = 0.5;
const AWAY_SHARE = 0.4;

/** @returns the consumer's name in inbox and dead letters. Replicas of a broadcast count each for itself. */
export function consumerName(runtime: ServiceRuntime, consumer: Consumer): string {
  return consumer.everyReplica ? `${consumer.consumer}#${runtime.instance}` : consumer.consumer;
}

/**
 * Takes an event for one consumer: inbox row, effects and published events in one transaction, and the answer only
 * after its commit. Never throws.
 */
export async function consume(
  runtime: ServiceRuntime,
  database: Database,
  consumer: Consumer,
  incoming: IncomingEvent,
): Promise<Consumed> {
  const started = Date.now();
  const inboxKey: InboxKey = { consumer: consumerName(runtime, consumer), ...pickIds(incoming) };
  const settlement: Settlement = { runtime, database, consumer, incoming, inboxKey };
  if (incoming.problem) {
    return await giveUp(settlement, 'invalid', incoming.problem, 1);
  }
  if (!passesFilter(consumer, incoming)) return { status: 'SUCCESS', outcome: 'filtered', attempt: 1 };

  const places = runtime.places(consumer.consumer, consumer.concurrency);
  if (!(places.take() || (await places.acquire(consumer.timeoutMs * QUEUE_SHARE)))) return busy();
  try {
    const { handlers } = runtime;
    if (!(handlers.take() || (await handlers.acquire(consumer.timeoutMs * QUEUE_SHARE)))) return busy();
    try {
      return await attemptOnce(settlement, started);
    } finally {
      handlers.release();
    }
  } finally {
    places.release();
  }
}

/** Nothing was tried, so nothing counts. */
function busy(): Consumed {
  return { status: 'RETRY', outcome: 'retried', error: new Error('too many events in work'), attempt: 1 };
}

function pickIds(incoming: IncomingEvent): Pick<InboxKey, 'source' | 'eventId'> {
  return { source: incoming.identity.source, eventId: incoming.identity.eventId };
}

/** CEL of the design; an exception (a field that is missing) means no. */
export function passesFilter(consumer: Consumer, incoming: IncomingEvent): boolean {
  if (!consumer.when) return true;
  try {
    return consumer.when(incoming.envelope) === true;
  } catch {
    return false;
  }
}

async function attemptOnce(settlement: Settlement, started: number): Promise<Consumed> {
  const { runtime, database, consumer, incoming, inboxKey } = settlement;
  let number = 1;
  let tried = false;
  let transaction: OpenTransaction | undefined;
  try {
    const opened = await beginPatiently(
      database,
      {
        lockTimeoutMs: consumer.timeoutMs * LOCK_SHARE,
        patienceMs: consumer.timeoutMs * AWAY_SHARE,
        aborted: runtime.aborted,
      },
      (tx) => askFirst(tx, settlement),
    );
    transaction = opened.transaction;
    const [, blocked, recorded, lockedRun] = opened.answers;
    const { tx } = transaction;
    const { key } = incoming;
    if (recorded === undefined) {
      await transaction.rollback();
      return { status: 'SUCCESS', outcome: 'duplicate', attempt: 1 };
    }
    if (blocked && key !== undefined) {
      const { pubsub, topic, text } = incoming.identity;
      if (consumer.idempotent) await forgetInbox(tx, inboxKey);
      await holdEvent(tx, inboxKey, { key, pubsub, topic, envelope: text });
      await transaction.commit();
      return { status: 'SUCCESS', outcome: 'held', attempt: 1 };
    }
    number = recorded.failures + 1;
    const version = consumer.versionOf?.(incoming.envelope.data);
    if (version !== undefined && !(await advanceVersion(tx, inboxKey.consumer, key ?? '', version))) {
      await transaction.commit();
      return { status: 'SUCCESS', outcome: 'stale', attempt: number };
    }
    const left = Math.max(1, consumer.timeoutMs * HANDLER_SHARE - (Date.now() - started));
    tried = true;
    await runWithin(settlement, transaction, lockedRun, number, left);
    // With an inbox row nothing comes under this id again.
    if (!consumer.idempotent && number > 1) await forgetFailures(tx, inboxKey);
    await transaction.commit();
    return { status: 'SUCCESS', outcome: 'handled', attempt: number };
  } catch (thrown) {
    const error = toError(thrown);
    await transaction?.rollback();
    // Another delivery of the event or its key is still at work, or the service stops: that counts against nobody.
    if (runtime.aborted.aborted || (!tried && isLockTimeout(error)))
      return { status: 'RETRY', outcome: 'retried', error, attempt: number };
    return await settleFailure(settlement, error, number);
  }
}

/**
 * What is asked before the consumer runs, of an ordered one with its key in its hands: whether the key is blocked, how
 * often the event failed before (undefined: it is handled already), and the run of a saga that it moves on.
 */
function askFirst(tx: Queryable, { runtime, consumer, incoming, inboxKey }: Settlement) {
  const key = consumer.ordered ? incoming.key : undefined;
  return [
    key === undefined ? Promise.resolve() : lockKey(tx, inboxKey.consumer, key),
    key === undefined ? Promise.resolve(false) : isBlocked(tx, inboxKey.consumer, key),
    consumer.idempotent
      ? recordInbox(tx, inboxKey)
      : countFailures(tx, inboxKey).then((failures) => ({ failures })),
    consumer.kind === 'saga' ? lockRunOf(runtime, consumer.saga, incoming, tx) : Promise.resolve(undefined),
  ] as const;
}

function isLockTimeout(error: Error): boolean {
  return 'code' in error && error.code === '55P03';
}

/** Runs the consumer; when its time is up the session ends, so that nothing it still does can commit. */
async function runWithin(
  { runtime, consumer, incoming }: Settlement,
  transaction: OpenTransaction,
  lockedRun: LockedRun | undefined,
  number: number,
  timeoutMs: number,
): Promise<void> {
  const work = (signal: CutSignal) =>
    runConsumer(runtime, {
      consumer,
      incoming,
      number,
      signal,
      tx: transaction.tx,
      lockedRun,
      enqueue: transaction.enqueue,
      beforeCommit: transaction.beforeCommit,
      afterCommit: transaction.afterCommit,
    });
  await runWithDeadline(timeoutMs, runtime.aborted, work, transaction.destroy);
}

/** After the rollback: again later, or given up. Without a database to count in, memory counts. */
async function settleFailure(settlement: Settlement, error: Error, number: number): Promise<Consumed> {
  const { database, consumer, inboxKey } = settlement;
  if (error instanceof DropError) {
    return await settleDropped(settlement).then(
      () => ({ status: 'SUCCESS', outcome: 'dropped', error, attempt: number }),
      () => retryOrDrop(settlement, error),
    );
  }
  if (!isTransient(error)) return await giveUp(settlement, 'failed', error, number);
  let failures: number;
  try {
    failures = await recordFailure(database, inboxKey, error.message);
  } catch {
    return retryOrDrop(settlement, error);
  }
  if (failures >= consumer.retry.attempts) return await giveUp(settlement, 'exhausted', error, failures);
  return { status: 'RETRY', outcome: 'retried', error, attempt: failures };
}

async function giveUp(
  settlement: Settlement,
  reason: 'invalid' | 'failed' | 'exhausted',
  error: Error,
  attempts: number,
): Promise<Consumed> {
  try {
    const settled = await settleDeadLetter(settlement, reason, error, attempts);
    if (!settled) return { status: 'SUCCESS', outcome: 'duplicate', attempt: attempts };
    const outcome = settlement.consumer.deadLetter === 'none' ? 'lost' : 'dead-lettered';
    return { status: 'SUCCESS', outcome, error, attempt: attempts };
  } catch {
    return retryOrDrop(settlement, error);
  }
}

/** The database can't settle it: again later, and in the end to the dead-letter topic. */
function retryOrDrop({ runtime, consumer, inboxKey }: Settlement, error: Error): Consumed {
  const name = `${inboxKey.consumer}\0${inboxKey.source}\0${inboxKey.eventId}`;
  const failures = (runtime.failures.get(name) ?? 0) + 1;
  runtime.failures.set(name, failures);
  if (failures < consumer.retry.attempts)
    return { status: 'RETRY', outcome: 'retried', error, attempt: failures };
  runtime.failures.delete(name);
  return { status: 'DROP', outcome: 'dead-lettered', error, attempt: failures };
}
