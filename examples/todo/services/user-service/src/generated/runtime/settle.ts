import type { Consumer, Queryable } from './contract.ts';
import type { Database } from './database.ts';
import { type DeadLetterReason, writeDeadLetter } from './dead-letter.ts';
import { forgetFailures, type InboxKey, recordInbox } from './inbox.ts';
import type { Incoming } from './incoming-event.ts';
import { blockKey, dropHeld, lockKey, reblockKey } from './ordered-key.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** An event in the hands of one consumer. */
export interface Settlement {
  readonly runtime: ServiceRuntime;
  readonly database: Database;
  readonly consumer: Consumer;
  readonly incoming: Extract<Incoming, { kind: 'event' }>;
  readonly inboxKey: InboxKey;
  /** Of an event that was held behind its key: its place there, which it leaves with the transaction that settles it. */
  readonly held?: string;
}

const LOCK_SHARE = 0.5;

/**
 * Gives an event up: inbox row, dead letter and, if the consumer is ordered, the block of its key in one transaction;
 * a held one is then the head of its key. From then on it is replayed by a person, not delivered again.
 * @returns false if somebody settled it before.
 * @throws if the database can't.
 */
export async function settleDeadLetter(
  settlement: Settlement,
  reason: DeadLetterReason,
  error: Error,
  attempts: number,
): Promise<boolean> {
  const { database, consumer, incoming, inboxKey, held } = settlement;
  const { identity, key } = incoming;
  const transaction = await database.begin(consumer.timeoutMs * LOCK_SHARE);
  const { tx } = transaction;
  try {
    const blocks = consumer.ordered && key !== undefined && consumer.deadLetter !== 'none';
    if (key !== undefined && (blocks || held !== undefined)) await lockKey(tx, inboxKey.consumer, key);
    if (consumer.idempotent && !(await recordInbox(tx, inboxKey))) {
      await transaction.rollback();
      return false;
    }
    if (consumer.deadLetter === 'none') {
      await forgetFailures(tx, inboxKey);
    } else {
      await writeDeadLetter(tx, {
        ...inboxKey,
        pubsub: identity.pubsub,
        topic: identity.topic,
        type: identity.type,
        key,
        envelope: identity.text,
        reason,
        error: error.message,
        stack: reason === 'invalid' ? undefined : error.stack,
        attempts,
      });
      const block = held === undefined ? blockKey : reblockKey;
      if (blocks) await block(tx, inboxKey.consumer, key, inboxKey.eventId);
    }
    await leaveRow(tx, settlement);
    await transaction.commit();
    return true;
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
}

/** Marks an event as handled although its effects were rolled back: the handler wants it dropped. */
export async function settleDropped(settlement: Settlement): Promise<void> {
  const { database, consumer, incoming, inboxKey, held } = settlement;
  if (!consumer.idempotent && held === undefined) return;
  const transaction = await database.begin(consumer.timeoutMs * LOCK_SHARE);
  const { tx } = transaction;
  try {
    if (held !== undefined && incoming.key !== undefined) await lockKey(tx, inboxKey.consumer, incoming.key);
    if (consumer.idempotent) await recordInbox(tx, inboxKey);
    await leaveRow(tx, settlement);
    await transaction.commit();
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
}

/** A held event waits no longer. */
async function leaveRow(tx: Queryable, { incoming, inboxKey, held }: Settlement): Promise<void> {
  const { key } = incoming;
  if (held !== undefined && key !== undefined) await dropHeld(tx, inboxKey.consumer, key, held);
}

/** Stores what no consumer can be found for, under the service's own name. @throws if the database can't. */
export async function storeUnusable(
  runtime: ServiceRuntime,
  database: Database,
  incoming: Extract<Incoming, { kind: 'unusable' }>,
  reason: DeadLetterReason = incoming.reason,
): Promise<void> {
  const { identity, problem } = incoming;
  await writeDeadLetter(database, {
    consumer: runtime.definition.name,
    source: identity.source,
    eventId: identity.eventId,
    pubsub: identity.pubsub,
    topic: identity.topic,
    type: identity.type,
    key: undefined,
    envelope: identity.text,
    reason,
    error: problem.message,
    stack: undefined,
    attempts: 1,
  });
}
