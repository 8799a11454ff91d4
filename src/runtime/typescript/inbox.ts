import type { Queryable } from './contract.ts';
import type { Database } from './database.ts';

/** What tells an event apart for a consumer. */
export interface InboxKey {
  readonly consumer: string;
  readonly source: string;
  readonly eventId: string;
}

const RECORD = `
WITH i AS (
  INSERT INTO eda.inbox (consumer, source, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM i) AS inserted,
  (SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3) AS failures`;

/**
 * Marks the event as handled, in the transaction of its handler. Waits for a transaction that handles the same
 * event: commits that, it is a duplicate; rolls it back, it is ours.
 * @returns undefined for a duplicate, else how often it failed before.
 */
export async function recordInbox(tx: Queryable, key: InboxKey): Promise<{ failures: number } | undefined> {
  const { rows } = await tx.query<{ inserted: boolean; failures: number | null }>(RECORD, [
    key.consumer,
    key.source,
    key.eventId,
  ]);
  return rows[0]?.inserted ? { failures: rows[0].failures ?? 0 } : undefined;
}

/** Forgets that the event was handled: it may run again. */
export async function forgetInbox(tx: Queryable, key: InboxKey): Promise<void> {
  await tx.query('DELETE FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3', [
    key.consumer,
    key.source,
    key.eventId,
  ]);
}

/** How often the event failed, for consumers without an inbox row. */
export async function countFailures(tx: Queryable, key: InboxKey): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    'SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3',
    [key.consumer, key.source, key.eventId],
  );
  return rows[0]?.n ?? 0;
}

/** Counts a failed delivery, after its transaction was rolled back. @returns how many there were. */
export async function recordFailure(database: Queryable, key: InboxKey, error: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `INSERT INTO eda.attempt AS a (consumer, source, event_id, n, last_error) VALUES ($1, $2, $3, 1, $4)
     ON CONFLICT (consumer, source, event_id) DO UPDATE SET n = a.n + 1, last_error = EXCLUDED.last_error RETURNING n`,
    [key.consumer, key.source, key.eventId, error.slice(0, 2000)],
  );
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
  const { rowCount } = await tx.query(
    `INSERT INTO eda.inbox_version AS v (consumer, key, number, label) VALUES ($1, $2, $3, $4)
     ON CONFLICT (consumer, key) DO UPDATE SET number = EXCLUDED.number, label = EXCLUDED.label
     WHERE v.number < EXCLUDED.number OR v.label < EXCLUDED.label`,
    [
      consumer,
      key,
      typeof version === 'number' ? version : null,
      typeof version === 'string' ? version : null,
    ],
  );
  return Boolean(rowCount);
}

const SLICE = 5000;

/** Deletes what is older than the retention, in slices, so that no lock is held for long. @returns how many. */
export async function pruneInbox(database: Database, retentionMs: number): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM eda.inbox WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM eda.inbox WHERE received_at < now() - make_interval(secs => $1::float8 / 1000) LIMIT ${SLICE}))`,
      [retentionMs],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) break;
  }
  await database.query(
    'DELETE FROM eda.attempt WHERE first_at < now() - make_interval(secs => $1::float8 / 1000)',
    [retentionMs],
  );
  return total;
}
