/** Statements of the event store. Only services in TypeScript have one: they stand here, and not beside those that both languages run. */

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
