-- name: PREPARE_SLOT
-- Gives a projection its row. One that is written at once (`$3`) and comes to a store that has events already is built first;
-- one that begins to keep (`$5`) what it took before without keeping it can never be rebuilt whole. Events may have come
-- before its row did: what was taken and what was kept are committed together, so that counts tell.
INSERT INTO eda.projection (name, state, table_name, rebuild, complete)
SELECT $1::text, 'live', $2::text, $3::boolean AND EXISTS (SELECT FROM eda.event WHERE type = ANY ($4::text[])),
  NOT $5::boolean OR (SELECT count(*) FROM eda.inbox WHERE consumer = ANY ($6::text[]))
    = (SELECT count(*) FROM eda.received WHERE projection = $1)
WHERE NOT EXISTS (SELECT FROM eda.projection WHERE name = $1 AND state = 'live')
ON CONFLICT DO NOTHING;

-- name: READ_SLOTS
-- How far all projections are, and the store: one question for all.
SELECT name, state, position::float8 AS position, rebuild,
  (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eda.event_position)::float8 AS last
FROM eda.projection;

-- name: READ_STORED_FEED
-- Events of a projection in the order of their positions: behind `$1` up to `$2`.
SELECT position, type, event_id AS id, schema, data, meta, at, NULL::text AS envelope
FROM eda.event WHERE position > $1::bigint AND position <= $2::bigint AND type = ANY ($4::text[])
ORDER BY position LIMIT $3::int;

-- name: READ_FEED
-- The same, with those that were kept when they arrived. Each part has the limit: else all that is left is sorted each time.
(
  SELECT position, type, event_id AS id, schema, data, meta, at, NULL::text AS envelope
  FROM eda.event WHERE position > $1::bigint AND position <= $2::bigint AND type = ANY ($4::text[])
  ORDER BY position LIMIT $3::int
) UNION ALL (
  SELECT position, event, NULL::uuid, NULL::text, NULL::json, NULL::json, NULL::timestamptz, envelope
  FROM eda.received WHERE projection = $5 AND position > $1::bigint AND position <= $2::bigint
  ORDER BY position LIMIT $3::int
) ORDER BY position LIMIT $3::int;

-- name: KEEP_RECEIVED :prepared
-- Kept events take their positions as stored ones do. The projection's own lock comes first: who swaps its table waits for those
-- who hold it.
INSERT INTO eda.received (projection, position, event, envelope)
SELECT $1::text, nextval('eda.event_position'), $2::text, $3::text
FROM (
  SELECT pg_advisory_xact_lock_shared(781, 0)
  FROM (SELECT pg_advisory_xact_lock_shared(782, hashtext($1)) OFFSET 0) p OFFSET 0
) l;

-- name: LOCK_LIVE
-- One replica at a time; whoever finds another at it leaves it.
SELECT position FROM eda.projection WHERE name = $1 AND state = 'live' FOR UPDATE SKIP LOCKED;

-- name: LOCK_BUILDING
-- `abandoned`: nobody works on it; it is taken over by whoever knows the projection otherwise.
SELECT position, code, updated_at < now() - interval '30 seconds' AS abandoned FROM eda.projection
WHERE name = $1 AND state = 'building' FOR UPDATE SKIP LOCKED;

-- name: AWAIT_LIVE
SELECT 1 AS one FROM eda.projection WHERE name = $1 AND state = 'live' FOR UPDATE;

-- name: MOVE_ON
-- Notes how far a table has come.
UPDATE eda.projection SET position = $3::bigint, updated_at = now(), error = NULL WHERE name = $1 AND state = $2;

-- name: RECORD_FAULT
-- Of an event that was received there is no stream.
INSERT INTO eda.projection_fault AS f (name, state, position, stream, version, type, error)
SELECT $1, $2, $3::bigint, e.stream, e.version, $4, $5
FROM (SELECT) one LEFT JOIN eda.event e ON e.position = $3::bigint
ON CONFLICT (name, state, position) DO UPDATE SET error = EXCLUDED.error, at = now()
RETURNING f.stream, f.version;

-- name: FORGET_FAULTS
DELETE FROM eda.projection_fault WHERE name = $1 AND state = $2;

-- name: TAKE_FAULTS_OVER
-- Those of the table that was built are those of the live one.
UPDATE eda.projection_fault SET state = 'live' WHERE name = $1;

-- name: REQUEST_REBUILD
UPDATE eda.projection SET rebuild = true WHERE name = $1 AND state = 'live';

-- name: TAKE_REQUEST
UPDATE eda.projection SET rebuild = false WHERE name = $1 AND state = 'live' AND rebuild;

-- name: BEGIN_BUILD
INSERT INTO eda.projection (name, state, table_name, code) VALUES ($1, 'building', $2, $3)
ON CONFLICT (name, state) DO UPDATE
SET position = 0, code = EXCLUDED.code, started_at = now(), updated_at = now(), error = NULL;

-- name: TAKE_BUILD_OVER
UPDATE eda.projection SET code = $2 WHERE name = $1 AND state = 'building';

-- name: NOTE_TROUBLE
-- What keeps a build from going on.
UPDATE eda.projection SET error = $2 WHERE name = $1 AND state = 'building';

-- name: END_BUILD
DELETE FROM eda.projection WHERE name = $1 AND state = 'building';

-- name: LOCK_WRITERS
-- Alone: nobody who writes the projection's table in a transaction of its own is left.
SELECT pg_advisory_xact_lock(782, hashtext($1));

-- name: LIST_GRANTS
-- Who may do what with table `$1`, as statements for table `$2`.
SELECT format('GRANT %s ON %s TO %s', privilege_type, $2::text,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) AS statement
FROM pg_class, aclexplode(relacl) WHERE oid = $1::text::regclass AND grantee <> relowner;

-- name: REACHES_POSITION
SELECT position >= $2::bigint AS reached FROM eda.projection WHERE name = $1 AND state = 'live';

-- name: DESCRIBE_SLOTS
SELECT state, position::float8 AS position, rebuild, complete, error,
  (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eda.event_position)::float8 AS last
FROM eda.projection WHERE name = $1;

-- name: LIST_FAULTS
SELECT position::float8 AS position, stream, version, type, error FROM eda.projection_fault
WHERE name = $1 AND state = 'live' ORDER BY eda.projection_fault.position LIMIT 20;

-- name: COUNT_FAULTS
SELECT name, count(*)::int AS faults FROM eda.projection_fault WHERE state = 'live' GROUP BY name;

-- name: FIND_VIEWS
-- Views that read a table.
SELECT DISTINCT v.oid::regclass::text AS view FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class v ON v.oid = r.ev_class
WHERE d.refobjid = $1::text::regclass AND v.oid <> d.refobjid;

-- name: MEASURE_LAG
-- Stored events that the live table has not taken, counted up to 100000, and the age of the oldest in seconds.
SELECT count(*)::int AS lag,
  coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(at))), 0)::float8 AS seconds
FROM (
  SELECT at FROM eda.event
  WHERE position > (SELECT p.position FROM eda.projection p WHERE p.name = $1 AND p.state = 'live')
    AND type = ANY ($2::text[])
  ORDER BY position LIMIT 100000
) e;
