import type { Queryable } from './contract.ts';
import type { Message } from './message.ts';
import { insertRun } from './saga-store.ts';

/** First number of the advisory locks that serialise id order with commit order in a lane. */
export const LANE_LOCK = 777;
/** Channel that wakes relays. */
export const OUTBOX_CHANNEL = 'eda_outbox';

/*
 * The lane's lock is taken before `nextval` and freed after the commit is visible: nothing with a lower id ever
 * becomes visible later in a lane. Lanes are locked in order, so that two transactions can't deadlock.
 */
const INSERT = `
WITH e AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::json[], $6::json[], $7::boolean[])
    WITH ORDINALITY AS t(pubsub, topic, key, event_id, envelope, metadata, strict, ord)
), s AS (
  SELECT e.*, CASE WHEN key IS NULL THEN (random() * 255)::int
    ELSE (hashtextextended(topic || chr(31) || key, 0) & 255)::int END AS lane FROM e
), l AS MATERIALIZED (
  SELECT count(pg_advisory_xact_lock(${LANE_LOCK}, lane)) AS n FROM (SELECT DISTINCT lane FROM s ORDER BY lane) d
)
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
  FROM (SELECT s.* FROM l, s WHERE l.n >= 0 ORDER BY ord) o
RETURNING lane`;

/**
 * Writes messages to the outbox in one statement, and before it the runs of choreographies that they start. Call it last in a transaction: it holds the locks of the lanes
 * until the commit, and other writers of the same keys wait.
 * @returns the lanes, so that relays look only there.
 */
export async function writeOutbox(client: Queryable, messages: readonly Message[]): Promise<number[]> {
  if (messages.length === 0) return [];
  for (const { starts = [] } of messages) {
    for (const run of starts) await insertRun(client, run, { state: 'running', steps: [] });
  }
  const { rows } = await client.query<{ lane: number }>(INSERT, [
    messages.map((message) => message.event.pubsub),
    messages.map((message) => message.topic),
    messages.map((message) => message.key ?? null),
    messages.map((message) => message.eventId),
    messages.map((message) => message.body),
    messages.map(metadataOf),
    messages.map((message) => message.event.ordered && message.key !== undefined),
  ]);
  return [...new Set(rows.map((row) => row.lane))];
}

function metadataOf(message: Message): string | null {
  const raw = message.event.envelope === 'raw' ? { rawPayload: 'true' } : undefined;
  const metadata = { ...message.metadata, ...raw };
  return Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null;
}
