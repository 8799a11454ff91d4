import type { Queryable } from './contract.ts';
import type { Database } from './database.ts';
import { LANE_LOCK, OUTBOX_CHANNEL } from './outbox.ts';

const COUNT_LIMIT = 100_000;

export interface ParkedEvent {
  readonly id: string;
  readonly topic: string;
  readonly key: string | null;
  readonly eventId: string;
  /** Of a raw event: missing. */
  readonly type: string | null;
  readonly attempts: number;
  readonly reason: string;
  readonly parkedAt: Date;
  /** Its key waits. */
  readonly blocksKey: boolean;
}

/** @returns parked events, oldest first. */
export async function listParked(database: Database, limit = 100): Promise<ParkedEvent[]> {
  const { rows } = await database.query<ParkedEvent>(
    `SELECT id::text, topic, key, event_id AS "eventId", envelope->>'type' AS type, attempts, reason, parked_at AS "parkedAt", strict AS "blocksKey"
     FROM eda.outbox_parked ORDER BY outbox_parked.id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** @returns how many events wait for the broker, counted up to 100,000, and for how long the oldest does. */
export async function measureOutbox(
  database: Queryable,
): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await database.query<{ waiting: number; oldest: number }>(
    `SELECT (SELECT count(*)::int FROM (SELECT FROM eda.outbox LIMIT ${COUNT_LIMIT}) b) AS waiting,
       coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.created_at))::float8
         FROM generate_series(0, 255) AS l(lane), LATERAL (
           SELECT created_at FROM eda.outbox WHERE lane = l.lane::smallint ORDER BY id LIMIT 1) o), 0) AS oldest`,
  );
  return { waiting: rows[0]?.waiting ?? 0, oldestSeconds: Math.max(0, rows[0]?.oldest ?? 0) };
}

/**
 * Publishes a parked event again, with the same CloudEvents id. One that blocks its key returns to its old place,
 * before the events that wait for it; any other goes to the end. @returns whether there was such an event.
 */
export async function retryParked(database: Database, id: string): Promise<boolean> {
  const transaction = await database.begin();
  try {
    const { rows } = await transaction.tx.query<{ lane: number; strict: boolean }>(
      'SELECT lane, strict FROM eda.outbox_parked WHERE id = $1 FOR UPDATE',
      [id],
    );
    const parked = rows[0];
    if (parked) {
      await transaction.tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LANE_LOCK, parked.lane]);
      await transaction.tx.query(
        `WITH p AS (DELETE FROM eda.outbox_parked WHERE id = $1 RETURNING *)
         INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at)
         SELECT lane, CASE WHEN strict THEN id ELSE nextval('eda.outbox_id') END,
           pubsub, topic, key, event_id, envelope, metadata, strict, created_at FROM p`,
        [id],
      );
    }
    await transaction.commit();
    if (parked) await notifyRelays(database);
    return parked !== undefined;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** Gives a parked event up; its key goes on. @returns whether there was such an event. */
export async function skipParked(database: Database, id: string): Promise<boolean> {
  const { rowCount } = await database.query('DELETE FROM eda.outbox_parked WHERE id = $1', [id]);
  if (rowCount) await notifyRelays(database);
  return Boolean(rowCount);
}

/** `parked` tells relays to read the blocked keys again. */
async function notifyRelays(database: Database): Promise<void> {
  await database.query(`NOTIFY ${OUTBOX_CHANNEL}, 'parked'`);
}
