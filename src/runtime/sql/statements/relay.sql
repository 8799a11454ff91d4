-- name: OPEN_RELAY
-- Of a relay's session. The first four are the server's side of the lease: a frozen host loses its lanes. The statistics of
-- a queue are always wrong: only the index order is ever right. The lock announces the relay.
SET idle_session_timeout = '30s';
SET tcp_keepalives_idle = 5;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_bitmapscan = off;
SET jit = off;
LISTEN eda_outbox;
SELECT pg_advisory_lock_shared(778, 0);

-- name: COUNT_RELAYS
-- Of this database.
SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = 778 AND objid = 0
  AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database());

-- name: LEASE_LANES
SELECT l FROM unnest($1::int[]) l WHERE pg_try_advisory_lock(779, l) LIMIT $2::int;

-- name: RELEASE_LANES
SELECT pg_advisory_unlock(779, l) FROM unnest($1::int[]) l;

-- name: FETCH_OUTBOX
-- The next rows of each lane, by the index. Envelopes stay texts; times in milliseconds since 1970.
SELECT o.* FROM unnest($1::smallint[], $2::bigint[], $3::int[]) AS l(lane, after, n), LATERAL (
  SELECT lane, id, pubsub, topic, key, event_id::text AS "eventId", envelope::text, metadata::text, strict, attempts,
    (extract(epoch FROM not_before) * 1000)::bigint AS "notBefore",
    (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt"
  FROM eda.outbox WHERE lane = l.lane AND id > l.after ORDER BY id LIMIT l.n
) o;

-- name: DELETE_SENT
DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
WHERE o.lane = d.lane AND o.id = d.id;

-- name: MOVE_SENT
-- The same, into the history.
WITH d AS (
  DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
  WHERE o.lane = d.lane AND o.id = d.id
  RETURNING o.id, o.pubsub, o.topic, o.key, o.event_id, o.envelope, o.metadata, o.created_at
)
INSERT INTO eda.outbox_sent (id, pubsub, topic, key, event_id, envelope, metadata, created_at, sent_at)
SELECT id, pubsub, topic, key, event_id, envelope, metadata, created_at, now() FROM d;

-- name: RECORD_PUBLISH_FAILURE
UPDATE eda.outbox SET attempts = $3, last_error = $4, not_before = to_timestamp($5::float8 / 1000)
WHERE lane = $1 AND id = $2;

-- name: PARK
WITH d AS (DELETE FROM eda.outbox WHERE lane = $1 AND id = $2 RETURNING *)
INSERT INTO eda.outbox_parked
  (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, attempts, reason)
SELECT lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, $3::smallint, $4 FROM d;

-- name: LIST_BLOCKED
-- Rows whose keys wait for a person.
SELECT id, pubsub, topic, key FROM eda.outbox_parked WHERE strict AND lane = ANY ($1::smallint[]);
