import type { Queryable } from './contract.ts';
import type { Database } from './database.ts';
import {
  DROP_PARKED,
  LIST_PARKED,
  LOCK_LANE,
  LOCK_PARKED,
  MEASURE_OUTBOX,
  NOTIFY_PARKED,
  UNPARK,
} from './statements.ts';

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
  const { rows } = await database.query<ParkedEvent>(LIST_PARKED, [limit]);
  return rows;
}

/** @returns how many events wait for the broker, counted up to 100,000, and for how long the oldest does. */
export async function measureOutbox(
  database: Queryable,
): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await database.query<{ waiting: number; oldest: number }>(MEASURE_OUTBOX);
  return { waiting: rows[0]?.waiting ?? 0, oldestSeconds: Math.max(0, rows[0]?.oldest ?? 0) };
}

/**
 * Publishes a parked event again, with the same CloudEvents id. One that blocks its key returns to its old place,
 * before the events that wait for it; any other goes to the end. @returns whether there was such an event.
 */
export async function retryParked(database: Database, id: string): Promise<boolean> {
  const transaction = await database.begin();
  try {
    const { rows } = await transaction.tx.query<{ lane: number }>(LOCK_PARKED, [id]);
    const parked = rows[0];
    if (parked) {
      await transaction.tx.query(LOCK_LANE, [parked.lane]);
      await transaction.tx.query(UNPARK, [id]);
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
  const { rowCount } = await database.query(DROP_PARKED, [id]);
  if (rowCount) await notifyRelays(database);
  return Boolean(rowCount);
}

/** `parked` tells relays to read the blocked keys again. */
async function notifyRelays(database: Database): Promise<void> {
  await database.query(NOTIFY_PARKED);
}
