/** Statements of the event store. Only services in TypeScript have one: they stand here, and not beside those that both languages run. */

/**
 * Adds events behind version `$2` of a stream. The lock that appenders share is taken before `nextval`, and ends when the
 * commit is visible. An event of the same version by somebody else is waited for; if that commits, ours is left out.
 */
export const APPEND_EVENTS = `
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + e.n, e.event_id, e.type, e.schema, e.data, e.meta, e.at
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l,
  unnest($3::uuid[], $4::text[], $5::text[], $6::json[], $7::json[], $8::timestamptz[])
    WITH ORDINALITY AS e(event_id, type, schema, data, meta, at, n)
ON CONFLICT (stream, version) DO NOTHING RETURNING position`;

/** The same for one event. */
export const APPEND_EVENT = `
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + 1, $3::uuid, $4::text, $5::text, $6::json, $7::json, $8::timestamptz
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l
ON CONFLICT (stream, version) DO NOTHING RETURNING position`;

/** What was left of a decision whose first events were left out; the transaction has added them itself. */
export const REMOVE_APPENDED = `
DELETE FROM eda.event WHERE position = ANY ($1::bigint[])`;

/** For those who write tables of projections in their transaction; before the appenders' lock, never behind it. */
export const SHARE_PROJECTIONS = `
SELECT count(pg_advisory_xact_lock_shared(782, hashtext(name))) FROM unnest($1::text[]) AS u(name)`;

export const READ_STREAM = `
SELECT version, type, schema, data FROM eda.event WHERE stream = $1 ORDER BY version`;

/** In one round trip; the snapshot comes first, as a row without a type. */
export const READ_STREAM_FROM_SNAPSHOT = `
WITH s AS MATERIALIZED (SELECT version, state FROM eda.snapshot WHERE stream = $1 AND shape = $2)
SELECT version, NULL AS type, NULL AS schema, state AS data FROM s
UNION ALL
(SELECT version, type, schema, data FROM eda.event
  WHERE stream = $1 AND version > coalesce((SELECT version FROM s), 0) ORDER BY version)`;

/** Up to a version, and to the first event behind a moment, whatever clocks did later. */
export const READ_STREAM_UNTIL = `
SELECT position::text, version, event_id AS "eventId", type, schema, data, at FROM eda.event
WHERE stream = $1 AND version <= coalesce($2::int, 2147483647)
  AND version < coalesce(
    (SELECT min(version) FROM eda.event WHERE stream = $1 AND at > $3::timestamptz), 2147483647)
ORDER BY version`;

/** An older one never takes the place of a newer one of the same shape. */
export const WRITE_SNAPSHOT = `
INSERT INTO eda.snapshot AS s (stream, version, shape, state) VALUES ($1, $2, $3, $4)
ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, shape = EXCLUDED.shape, state = EXCLUDED.state, at = now()
WHERE s.version < EXCLUDED.version OR s.shape <> EXCLUDED.shape`;

/** The last position that was handed out, and then who holds the appenders' lock: in this order. */
export const READ_HOLDERS = `
SELECT s.position, ARRAY(
  SELECT virtualtransaction FROM pg_locks
  WHERE locktype = 'advisory' AND classid = 781 AND objid = 0 AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND s.position IS NOT NULL
) AS holders
FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS position FROM eda.event_position OFFSET 0) s`;

export const READ_HOLDERS_LEFT = `
SELECT virtualtransaction AS holder FROM pg_locks
WHERE locktype = 'advisory' AND classid = 781 AND objid = 0 AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND virtualtransaction = ANY ($1)`;

/** The position of the newest event, also of one whose transaction is open; 0 before the first. */
export const LAST_POSITION =
  '(SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eda.event_position)';

export const READ_LAST_POSITION = `SELECT ${LAST_POSITION} AS position`;

/**
 * Kept events take their positions as stored ones do. The projection's own lock comes first: who swaps its table waits
 * for those who hold it.
 */
export const KEEP_RECEIVED = `
INSERT INTO eda.received (projection, position, event, envelope)
SELECT $1::text, nextval('eda.event_position'), $2::text, $3::text
FROM (
  SELECT pg_advisory_xact_lock_shared(781, 0)
  FROM (SELECT pg_advisory_xact_lock_shared(782, hashtext($1)) OFFSET 0) p OFFSET 0
) l`;
