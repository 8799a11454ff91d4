-- name: INSERT_OUTBOX :prepared
-- Writes events. The lane's lock is taken before `nextval` and freed after the commit is visible: nothing with a lower id
-- ever becomes visible later in a lane. Lanes are locked in order, so that two transactions can't deadlock.
WITH e AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::json[], $6::json[], $7::boolean[])
    WITH ORDINALITY AS t(pubsub, topic, key, event_id, envelope, metadata, strict, ord)
), s AS (
  SELECT e.*, CASE WHEN key IS NULL THEN (random() * 255)::int
    ELSE (hashtextextended(topic || chr(31) || key, 0) & 255)::int END AS lane FROM e
), l AS MATERIALIZED (
  SELECT count(pg_advisory_xact_lock(777, lane)) AS n FROM (SELECT DISTINCT lane FROM s ORDER BY lane) d
)
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
  FROM (SELECT s.* FROM l, s WHERE l.n >= 0 ORDER BY ord) o
RETURNING lane;

-- name: INSERT_OUTBOX_ONE :prepared
-- The same for one event, which most transactions publish.
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
SELECT lane, nextval('eda.outbox_id'), $1::text, $2::text, $3::text, $4::uuid, $5::json, $6::json, $7::boolean
FROM (
  SELECT lane, pg_advisory_xact_lock(777, lane) FROM (
    SELECT CASE WHEN $3::text IS NULL THEN (random() * 255)::int
      ELSE (hashtextextended($2::text || chr(31) || $3::text, 0) & 255)::int END AS lane OFFSET 0
  ) h OFFSET 0
) l
RETURNING lane;

-- name: NOTIFY_LANES
-- Wakes relays: lanes that something was committed to, with commas between them.
SELECT pg_notify('eda_outbox', $1);

-- name: NOTIFY_PARKED
-- Tells relays to read the blocked keys again.
NOTIFY eda_outbox, 'parked';

-- name: HAS_PENDING
-- Whether an earlier design left events behind.
SELECT EXISTS (SELECT FROM eda.outbox) OR EXISTS (SELECT FROM eda.outbox_parked) AS pending;

-- name: MEASURE_OUTBOX
-- How many events wait for the broker, counted up to 100,000, and the age of the oldest in seconds: a probe a lane.
SELECT (SELECT count(*)::int FROM (SELECT FROM eda.outbox LIMIT 100000) b) AS waiting,
  coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.created_at))::float8
    FROM generate_series(0, 255) AS l(lane), LATERAL (
      SELECT created_at FROM eda.outbox WHERE lane = l.lane::smallint ORDER BY id LIMIT 1) o), 0) AS oldest;

-- name: LIST_PARKED
-- `id` alone would be the text that is selected, which puts 10 before 9.
SELECT id::text, topic, key, event_id AS "eventId", envelope->>'type' AS type, attempts, reason,
  parked_at AS "parkedAt", strict AS "blocksKey"
FROM eda.outbox_parked ORDER BY outbox_parked.id LIMIT $1;

-- name: LOCK_PARKED
SELECT lane FROM eda.outbox_parked WHERE id = $1 FOR UPDATE;

-- name: LOCK_LANE
-- What INSERT_OUTBOX takes.
SELECT pg_advisory_xact_lock(777, $1::int);

-- name: UNPARK
-- Back into the outbox: what blocks its key to its old place, anything else to the end.
WITH p AS (DELETE FROM eda.outbox_parked WHERE id = $1 RETURNING *)
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at)
SELECT lane, CASE WHEN strict THEN id ELSE nextval('eda.outbox_id') END,
  pubsub, topic, key, event_id, envelope, metadata, strict, created_at FROM p;

-- name: DROP_PARKED
DELETE FROM eda.outbox_parked WHERE id = $1;

-- name: LAST_OUTBOX_ID
-- For tests: no relay takes anything away there.
SELECT coalesce(max(id), 0)::text AS id FROM eda.outbox;

-- name: READ_OUTBOX
-- For tests: what was published after an id.
SELECT topic, key, envelope::text AS body, event_id::text AS id FROM eda.outbox
WHERE outbox.id > $1::bigint ORDER BY outbox.id;
