-- name: RECORD_INBOX :prepared
-- Marks an event as handled, and tells how often it failed before. Waits for a transaction that handles the same event.
WITH i AS (
  INSERT INTO eda.inbox (consumer, source, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM i) AS inserted,
  (SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3) AS failures;

-- name: FORGET_INBOX
DELETE FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3;

-- name: COUNT_FAILURES
SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3;

-- name: RECORD_FAILURE
INSERT INTO eda.attempt AS a (consumer, source, event_id, n, last_error) VALUES ($1, $2, $3, 1, $4)
ON CONFLICT (consumer, source, event_id) DO UPDATE SET n = a.n + 1, last_error = EXCLUDED.last_error
RETURNING n;

-- name: FORGET_FAILURES
DELETE FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3;

-- name: ADVANCE_VERSION
-- Changes a row where the version is newer than the last one handled: numbers by size, texts by their bytes.
INSERT INTO eda.inbox_version AS v (consumer, key, number, label) VALUES ($1, $2, $3::numeric, $4)
ON CONFLICT (consumer, key) DO UPDATE SET number = EXCLUDED.number, label = EXCLUDED.label
WHERE v.number < EXCLUDED.number OR v.label < EXCLUDED.label;

-- name: PRUNE_INBOX
-- A slice of what is older than `$1` milliseconds, so that no lock is held for long.
DELETE FROM eda.inbox WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM eda.inbox WHERE received_at < now() - make_interval(secs => $1::float8 / 1000) LIMIT $2::int));

-- name: PRUNE_FAILURES
DELETE FROM eda.attempt WHERE first_at < now() - make_interval(secs => $1::float8 / 1000);

-- name: LOCK_KEY :prepared
-- Alone in its statement: what is read next must be a snapshot taken after the wait.
SELECT pg_advisory_xact_lock(780, hashtext($1));

-- name: FIND_BLOCK :prepared
SELECT 1 AS one FROM eda.inbox_key WHERE consumer = $1 AND key = $2;

-- name: BLOCK_KEY
-- A key that is blocked stays blocked by its first.
INSERT INTO eda.inbox_key (consumer, key, blocked_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: REBLOCK_KEY
UPDATE eda.inbox_key SET blocked_by = $3, blocked_at = now() WHERE consumer = $1 AND key = $2;

-- name: UNBLOCK_KEY
DELETE FROM eda.inbox_key WHERE consumer = $1 AND key = $2;

-- name: HOLD_EVENT
-- One that was handled or is held already is not kept twice.
INSERT INTO eda.inbox_held (consumer, source, event_id, key, pubsub, topic, envelope)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE NOT EXISTS (SELECT FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3)
ON CONFLICT DO NOTHING;

-- name: NEXT_HELD
SELECT pos::text, pubsub, topic, envelope FROM eda.inbox_held
WHERE consumer = $1 AND key = $2 ORDER BY inbox_held.pos LIMIT 1;

-- name: COUNT_HELD
SELECT count(*)::int AS n FROM eda.inbox_held WHERE consumer = $1 AND key = $2;

-- name: DROP_HELD
DELETE FROM eda.inbox_held WHERE consumer = $1 AND key = $2 AND pos = $3::bigint;

-- name: FIND_RELEASABLE
-- Blocked keys whose head was decided about: their release was interrupted.
SELECT consumer, key FROM eda.inbox_key k WHERE NOT EXISTS (
  SELECT FROM eda.dead_letter d
  WHERE d.consumer = k.consumer AND d.event_id = k.blocked_by AND d.state = 'open')
LIMIT 100;
