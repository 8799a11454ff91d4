import type { Consumer } from './contract.ts';
import type { Database } from './database.ts';
import { type DeadLetterReason, writeDeadLetter } from './dead-letter.ts';
import { forgetFailures, type InboxKey, recordInbox } from './inbox.ts';
import type { Incoming } from './incoming-event.ts';
import { blockKey, lockKey } from './ordered-key.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/** An event in the hands of one consumer. */
export interface Settlement {
  readonly runtime: ServiceRuntime;
  readonly database: Database;
  readonly consumer: Consumer;
  readonly incoming: Extract<Incoming, { kind: 'event' }>;
  readonly inboxKey: InboxKey;
  readonly timeoutMs: number;
}

const LOCK_SHARE = 0.5;

/**
 * Gives an event up: inbox row, dead letter and, if the consumer is ordered, the block of its key in one
 * transaction. From then on it is replayed by a person, not delivered again.
 * @returns false if somebody settled it before.
 * @throws if the database can't.
 */
export async function settleDeadLetter(
  { database, consumer, incoming, inboxKey, timeoutMs }: Settlement,
  reason: DeadLetterReason,
  error: Error,
  attempts: number,
): Promise<boolean> {
  const { identity, key } = incoming;
  const transaction = await database.begin(timeoutMs * LOCK_SHARE);
  const { tx } = transaction;
  try {
    const blocks = consumer.ordered && key !== undefined && consumer.deadLetter !== 'none';
    if (blocks) await lockKey(tx, inboxKey.consumer, key);
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
      if (blocks) await blockKey(tx, inboxKey.consumer, key, inboxKey.eventId);
    }
    await transaction.commit();
    return true;
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
}

/** Marks an event as handled although its effects were rolled back: the handler wants it dropped. */
export async function settleDropped({ database, consumer, inboxKey, timeoutMs }: Settlement): Promise<void> {
  if (!consumer.idempotent) return;
  const transaction = await database.begin(timeoutMs * LOCK_SHARE);
  try {
    await recordInbox(transaction.tx, inboxKey);
    await transaction.commit();
  } catch (failure) {
    await transaction.rollback();
    throw failure;
  }
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
