import type { Queryable } from './contract.ts';
import type { InboxKey } from './inbox.ts';

/** First number of the advisory locks that keep two deliveries of a key apart. */
const KEY_LOCK = 780;

/** Waits until no other delivery of the key runs; held until the transaction ends. */
export async function lockKey(tx: Queryable, consumer: string, key: string): Promise<void> {
  // Alone in its statement: what is read next must be a snapshot taken after the wait.
  await tx.query(`SELECT pg_advisory_xact_lock(${KEY_LOCK}, hashtext($1))`, [`${consumer}\u001f${key}`]);
}

/** @returns whether a dead letter of the key waits for a decision. */
export async function isBlocked(tx: Queryable, consumer: string, key: string): Promise<boolean> {
  const { rows } = await tx.query('SELECT FROM eda.inbox_key WHERE consumer = $1 AND key = $2', [
    consumer,
    key,
  ]);
  return rows.length > 0;
}

/** Puts a key behind its dead letter. A key that is blocked stays blocked by its first. */
export async function blockKey(tx: Queryable, consumer: string, key: string, eventId: string): Promise<void> {
  await tx.query(
    'INSERT INTO eda.inbox_key (consumer, key, blocked_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [consumer, key, eventId],
  );
}

/** Another event of the key became the dead letter at its head. */
export async function reblockKey(
  tx: Queryable,
  consumer: string,
  key: string,
  eventId: string,
): Promise<void> {
  await tx.query(
    'UPDATE eda.inbox_key SET blocked_by = $3, blocked_at = now() WHERE consumer = $1 AND key = $2',
    [consumer, key, eventId],
  );
}

/** Lets a key flow again: nothing of it is held any more. */
export async function unblockKey(tx: Queryable, consumer: string, key: string): Promise<void> {
  await tx.query('DELETE FROM eda.inbox_key WHERE consumer = $1 AND key = $2', [consumer, key]);
}

/** Keeps an event until its key flows again; one that was handled or is held already is not kept twice. */
export async function holdEvent(
  tx: Queryable,
  inboxKey: InboxKey,
  held: { readonly key: string; readonly pubsub: string; readonly topic: string; readonly envelope: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO eda.inbox_held (consumer, source, event_id, key, pubsub, topic, envelope)
     SELECT $1, $2, $3, $4, $5, $6, $7
     WHERE NOT EXISTS (SELECT FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3)
     ON CONFLICT DO NOTHING`,
    [inboxKey.consumer, inboxKey.source, inboxKey.eventId, held.key, held.pubsub, held.topic, held.envelope],
  );
}

export interface HeldEvent {
  readonly pos: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly envelope: string;
}

/** @returns the event that waits longest. */
export async function nextHeld(tx: Queryable, consumer: string, key: string): Promise<HeldEvent | undefined> {
  const { rows } = await tx.query<HeldEvent>(
    `SELECT pos::text, pubsub, topic, envelope FROM eda.inbox_held
     WHERE consumer = $1 AND key = $2 ORDER BY pos LIMIT 1`,
    [consumer, key],
  );
  return rows[0];
}

/** @returns how many events of the key wait. */
export async function countHeld(database: Queryable, consumer: string, key: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM eda.inbox_held WHERE consumer = $1 AND key = $2',
    [consumer, key],
  );
  return rows[0]?.n ?? 0;
}

/** Forgets a held event: it was handled, or given up. `pos` is its place in the row of its key. */
export async function dropHeld(tx: Queryable, consumer: string, key: string, pos: string): Promise<void> {
  await tx.query('DELETE FROM eda.inbox_held WHERE consumer = $1 AND key = $2 AND pos = $3', [
    consumer,
    key,
    pos,
  ]);
}

/** @returns blocked keys whose head was decided about: their release was interrupted. */
export async function findReleasable(database: Queryable): Promise<{ consumer: string; key: string }[]> {
  const { rows } = await database.query<{ consumer: string; key: string }>(
    `SELECT consumer, key FROM eda.inbox_key k WHERE NOT EXISTS (
       SELECT FROM eda.dead_letter d
       WHERE d.consumer = k.consumer AND d.event_id = k.blocked_by AND d.state = 'open')
     LIMIT 100`,
  );
  return rows;
}
