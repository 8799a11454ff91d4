import type { Queryable } from './contract.ts';
import type { InboxKey } from './inbox.ts';

export type DeadLetterReason = 'invalid' | 'unknown' | 'failed' | 'exhausted' | 'undeliverable';

/** An event given up, and why. */
export interface NewDeadLetter extends InboxKey {
  readonly pubsub: string;
  readonly topic: string;
  readonly type: string | undefined;
  readonly key: string | undefined;
  /** As received. */
  readonly envelope: string;
  readonly reason: DeadLetterReason;
  readonly error: string;
  readonly stack: string | undefined;
  readonly attempts: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string | null;
  readonly key: string | null;
  readonly reason: DeadLetterReason;
  readonly error: string | null;
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly state: 'open' | 'replayed' | 'skipped';
}

/** `show` adds what is long. */
export interface DeadLetterDetails extends DeadLetter {
  readonly envelope: string;
  readonly stack: string | null;
}

const COLUMNS = `id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt", state`;
const DETAILS = `${COLUMNS}, envelope, stack`;

/** PostgreSQL texts hold no NUL, JSON and error messages may. */
const clean = (text: string | undefined) => text?.replaceAll('\0', '\uFFFD') ?? null;

/** Stores an event that was given up, and forgets its attempts. A redelivery updates the row and opens it again. */
export async function writeDeadLetter(tx: Queryable, letter: NewDeadLetter): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM eda.attempt WHERE consumer = $1 AND source = $4 AND event_id = $5 RETURNING first_at
     )
     INSERT INTO eda.dead_letter AS d
       (consumer, pubsub, topic, source, event_id, type, key, envelope, reason, error, stack, attempts, first_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce((SELECT first_at FROM gone), now())
     ON CONFLICT (consumer, source, event_id) DO UPDATE SET
       reason = EXCLUDED.reason, error = EXCLUDED.error, stack = EXCLUDED.stack, last_at = now(),
       attempts = d.attempts + EXCLUDED.attempts, state = 'open'`,
    [
      letter.consumer,
      letter.pubsub,
      letter.topic,
      letter.source,
      letter.eventId,
      clean(letter.type),
      clean(letter.key),
      clean(letter.envelope),
      letter.reason,
      clean(letter.error.slice(0, 10_000)),
      clean(letter.stack?.slice(0, 20_000)),
      letter.attempts,
    ],
  );
}

/** @returns dead letters of a state, newest first. */
export async function listDeadLetters(
  database: Queryable,
  state: string = 'open',
  limit = 100,
): Promise<DeadLetter[]> {
  const { rows } = await database.query<DeadLetter>(
    `SELECT ${COLUMNS} FROM eda.dead_letter WHERE state = $1 ORDER BY id DESC LIMIT $2`,
    [state, limit],
  );
  return rows;
}

/** A dead letter with its body and error, in whatever state; undefined if there is none of this id. */
export async function readDeadLetter(
  database: Queryable,
  id: string,
): Promise<DeadLetterDetails | undefined> {
  const { rows } = await database.query<DeadLetterDetails>(
    `SELECT ${DETAILS} FROM eda.dead_letter WHERE id = $1`,
    [id],
  );
  return rows[0];
}

/** Locks an open dead letter for replay or discarding. */
export async function lockDeadLetter(tx: Queryable, id: string): Promise<DeadLetterDetails | undefined> {
  const { rows } = await tx.query<DeadLetterDetails>(
    `SELECT ${DETAILS} FROM eda.dead_letter WHERE id = $1 AND state = 'open' FOR UPDATE`,
    [id],
  );
  return rows[0];
}

/** Settles a dead letter for good: its event took effect after all, or never will. */
export async function closeDeadLetter(
  tx: Queryable,
  id: string,
  state: 'replayed' | 'skipped',
): Promise<void> {
  await tx.query('UPDATE eda.dead_letter SET state = $2, last_at = now() WHERE id = $1', [id, state]);
}

/** The replay failed as well; the letter stays open. */
export async function updateDeadLetter(
  database: Queryable,
  id: string,
  reason: DeadLetterReason,
  error: Error,
): Promise<void> {
  await database.query(
    `UPDATE eda.dead_letter SET reason = $2, error = $3, stack = $4, attempts = attempts + 1, last_at = now()
     WHERE id = $1`,
    [id, reason, clean(error.message.slice(0, 10_000)), clean(error.stack?.slice(0, 20_000))],
  );
}
