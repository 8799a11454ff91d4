-- name: APPEND_EVENTS :prepared
-- Adds events behind version `$2` of a stream. The lock that appenders share is taken before `nextval`, and ends when the commit
-- is visible. An event of the same version by somebody else is waited for; if that commits, ours is left out.
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + e.n, e.event_id, e.type, e.schema, e.data, e.meta, e.at
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l,
  unnest($3::uuid[], $4::text[], $5::text[], $6::json[], $7::json[], $8::timestamptz[])
    WITH ORDINALITY AS e(event_id, type, schema, data, meta, at, n)
ON CONFLICT (stream, version) DO NOTHING RETURNING position;

-- name: APPEND_EVENT :prepared
-- The same for one event.
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + 1, $3::uuid, $4::text, $5::text, $6::json, $7::json, $8::timestamptz
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l
ON CONFLICT (stream, version) DO NOTHING RETURNING position;

-- name: REMOVE_APPENDED
-- What was left of a decision whose first events were left out; the transaction has added them itself.
DELETE FROM eda.event WHERE position = ANY ($1::bigint[]);

-- name: SHARE_PROJECTIONS
-- For those who write tables of projections in their transaction; before the appenders' lock, never behind it.
SELECT count(pg_advisory_xact_lock_shared(782, hashtext(name))) FROM unnest($1::text[]) AS u(name);

-- name: READ_STREAM :prepared
SELECT version, type, schema, data FROM eda.event WHERE stream = $1 ORDER BY version;

-- name: READ_STREAM_FROM_SNAPSHOT :prepared
-- In one round trip; the snapshot comes first, as a row without a type.
WITH s AS MATERIALIZED (SELECT version, state FROM eda.snapshot WHERE stream = $1 AND shape = $2)
SELECT version, NULL AS type, NULL AS schema, state AS data FROM s
UNION ALL
(SELECT version, type, schema, data FROM eda.event
  WHERE stream = $1 AND version > coalesce((SELECT version FROM s), 0) ORDER BY version);

-- name: READ_STREAM_UNTIL
-- Up to a version, and to the first event behind a moment, whatever clocks did later.
SELECT position::text, version, event_id AS "eventId", type, schema, data, at FROM eda.event
WHERE stream = $1 AND version <= coalesce($2::int, 2147483647)
  AND version < coalesce(
    (SELECT min(version) FROM eda.event WHERE stream = $1 AND at > $3::timestamptz), 2147483647)
ORDER BY version;

-- name: WRITE_SNAPSHOT
-- An older one never takes the place of a newer one of the same shape.
INSERT INTO eda.snapshot AS s (stream, version, shape, state) VALUES ($1, $2, $3, $4)
ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, shape = EXCLUDED.shape, state = EXCLUDED.state, at = now()
WHERE s.version < EXCLUDED.version OR s.shape <> EXCLUDED.shape;

-- name: READ_HOLDERS
-- The last position that was handed out, and then who holds the appenders' lock: in this order.
SELECT s.position, ARRAY(
  SELECT virtualtransaction FROM pg_locks
  WHERE locktype = 'advisory' AND classid = 781 AND objid = 0 AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND s.position IS NOT NULL
) AS holders
FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS position FROM eda.event_position OFFSET 0) s;

-- name: READ_HOLDERS_LEFT
SELECT virtualtransaction AS holder FROM pg_locks
WHERE locktype = 'advisory' AND classid = 781 AND objid = 0 AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND virtualtransaction = ANY ($1::text[]);

-- name: READ_LAST_POSITION
-- The position of the newest event, also of one whose transaction is open; 0 before the first.
SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS position FROM eda.event_position;
