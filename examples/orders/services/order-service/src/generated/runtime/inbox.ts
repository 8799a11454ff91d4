import type { Queryable } from './contract.ts';
import type { Database } from './database.ts';
import {
  ADVANCE_VERSION,
  COUNT_FAILURES,
  FORGET_FAILURES,
  FORGET_INBOX,
  PRUNE_FAILURES,
  PRUNE_INBOX,
  RECORD_FAILURE,
  RECORD_INBOX,
} from './statements.ts';
import { storableText } from './storable-text.ts';

/** What tells an event apart for a consumer. */
export interface InboxKey {
  readonly consumer: string;
  readonly source: string;
  readonly eventId: string;
}

/**
 * Marks the event as handled, in the transaction of its handler. Waits for a transaction that handles the same
 * event: commits that, it is a duplicate; rolls it back, it is ours.
 * @returns undefined for a duplicate, else how often it failed before.
 */
export async function recordInbox(tx: Queryable, key: InboxKey): Promise<{ failures: number } | undefined> {
  const { rows } = await tx.query<{ inserted: boolean; failures: number | null }>(RECORD_INBOX, [
    key.consumer,
    key.source,
    key.eventId,
  ]);
  return rows[0]?.inserted ? { failures: rows[0].failures ?? 0 } : undefined;
}

/** Forgets that the event was handled: it may run again. */
export async function forgetInbox(tx: Queryable, key: InboxKey): Promise<void> {
  await tx.query(FORGET_INBOX, [key.consumer, key.source, key.eventId]);
}

/** How often the event failed, for consumers without an inbox row. */
export async function countFailures(tx: Queryable, key: InboxKey): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(COUNT_FAILURES, [key.consumer, key.source, key.eventId]);
  return rows[0]?.n ?? 0;
}

/** Forgets how often the event failed: it is settled, and what comes under its id later starts anew. */
export async function forgetFailures(tx: Queryable, key: InboxKey): Promise<void> {
  await tx.query(FORGET_FAILURES, [key.consumer, key.source, key.eventId]);
}

/** Counts a failed delivery, after its transaction was rolled back. @returns how many there were. */
export async function recordFailure(database: Queryable, key: InboxKey, error: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(RECORD_FAILURE, [
    key.consumer,
    key.source,
    key.eventId,
    storableText(error, 2000),
  ]);
  return rows[0]?.n ?? 1;
}

/**
 * Whether this version of a key is newer than the last one handled; remembers it if so. Numbers are compared as
 * numbers, texts by their bytes, which suits ISO times.
 */
export async function advanceVersion(
  tx: Queryable,
  consumer: string,
  key: string,
  version: number | string,
): Promise<boolean> {
  const { rowCount } = await tx.query(ADVANCE_VERSION, [
    consumer,
    key,
    typeof version === 'number' ? version : null,
    typeof version === 'string' ? version : null,
  ]);
  return Boolean(rowCount);
}

const SLICE = 5000;

/** Deletes what is older than the retention, in slices, so that no lock is held for long. @returns how many. */
export async function pruneInbox(database: Database, retentionMs: number): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await database.query(PRUNE_INBOX, [retentionMs, SLICE]);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) break;
  }
  await database.query(PRUNE_FAILURES, [retentionMs]);
  return total;
}
