import type { Queryable } from './contract.ts';
import type { InboxKey } from './inbox.ts';
import {
  BLOCK_KEY,
  COUNT_HELD,
  DROP_HELD,
  FIND_BLOCK,
  FIND_RELEASABLE,
  HOLD_EVENT,
  LOCK_KEY,
  NEXT_HELD,
  REBLOCK_KEY,
  UNBLOCK_KEY,
} from './statements.ts';

/** Waits until no other delivery of the key runs; held until the transaction ends. */
export async function lockKey(tx: Queryable, consumer: string, key: string): Promise<void> {
  await tx.query(LOCK_KEY, [`${consumer}\u001f${key}`]);
}

/** @returns whether a dead letter of the key waits for a decision. */
export async function isBlocked(tx: Queryable, consumer: string, key: string): Promise<boolean> {
  const { rows } = await tx.query(FIND_BLOCK, [consumer, key]);
  return rows.length > 0;
}

/** Puts a key behind its dead letter. A key that is blocked stays blocked by its first. */
export async function blockKey(tx: Queryable, consumer: string, key: string, eventId: string): Promise<void> {
  await tx.query(BLOCK_KEY, [consumer, key, eventId]);
}

/** Another event of the key became the dead letter at its head. */
export async function reblockKey(
  tx: Queryable,
  consumer: string,
  key: string,
  eventId: string,
): Promise<void> {
  await tx.query(REBLOCK_KEY, [consumer, key, eventId]);
}

/** Lets a key flow again: nothing of it is held any more. */
export async function unblockKey(tx: Queryable, consumer: string, key: string): Promise<void> {
  await tx.query(UNBLOCK_KEY, [consumer, key]);
}

/** Keeps an event until its key flows again; one that was handled or is held already is not kept twice. */
export async function holdEvent(
  tx: Queryable,
  inboxKey: InboxKey,
  held: { readonly key: string; readonly pubsub: string; readonly topic: string; readonly envelope: string },
): Promise<void> {
  await tx.query(HOLD_EVENT, [
    inboxKey.consumer,
    inboxKey.source,
    inboxKey.eventId,
    held.key,
    held.pubsub,
    held.topic,
    held.envelope,
  ]);
}

export interface HeldEvent {
  readonly pos: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly envelope: string;
}

/** @returns the event that waits longest. */
export async function nextHeld(tx: Queryable, consumer: string, key: string): Promise<HeldEvent | undefined> {
  const { rows } = await tx.query<HeldEvent>(NEXT_HELD, [consumer, key]);
  return rows[0];
}

/** @returns how many events of the key wait. */
export async function countHeld(database: Queryable, consumer: string, key: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(COUNT_HELD, [consumer, key]);
  return rows[0]?.n ?? 0;
}

/** Forgets a held event: it was handled, or given up. `pos` is its place in the row of its key. */
export async function dropHeld(tx: Queryable, consumer: string, key: string, pos: string): Promise<void> {
  await tx.query(DROP_HELD, [consumer, key, pos]);
}

/** @returns blocked keys whose head was decided about: their release was interrupted. */
export async function findReleasable(database: Queryable): Promise<{ consumer: string; key: string }[]> {
  const { rows } = await database.query<{ consumer: string; key: string }>(FIND_RELEASABLE);
  return rows;
}
