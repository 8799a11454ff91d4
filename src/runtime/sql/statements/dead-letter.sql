-- name: WRITE_DEAD_LETTER
-- Stores an event that was given up, and forgets its attempts. A redelivery updates the row and opens it again.
WITH gone AS (
  DELETE FROM eda.attempt WHERE consumer = $1 AND source = $4 AND event_id = $5 RETURNING first_at
)
INSERT INTO eda.dead_letter AS d
  (consumer, pubsub, topic, source, event_id, type, key, envelope, reason, error, stack, attempts, first_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce((SELECT first_at FROM gone), now())
ON CONFLICT (consumer, source, event_id) DO UPDATE SET
  reason = EXCLUDED.reason, error = EXCLUDED.error, stack = EXCLUDED.stack, last_at = now(),
  attempts = d.attempts + EXCLUDED.attempts, state = 'open';

-- name: LIST_DEAD_LETTERS
-- With how many there are beyond the limit and all; `$8`: oldest first.
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt", CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state,
  count(*) OVER ()::int AS total
FROM eda.dead_letter
WHERE state = $1 AND ($2::text[] IS NULL OR type = ANY ($2::text[])) AND ($3::text IS NULL OR reason = $3::text)
  AND ($4::timestamptz IS NULL OR last_at >= $4::timestamptz)
  AND ($5::timestamptz IS NULL OR last_at < $5::timestamptz) AND ($6::bigint IS NULL OR id > $6::bigint)
ORDER BY CASE WHEN $8::boolean THEN dead_letter.id ELSE -dead_letter.id END LIMIT $7::int;

-- name: READ_DEAD_LETTER
-- In whatever state.
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt", CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state,
  envelope, stack
FROM eda.dead_letter WHERE id = $1;

-- name: LOCK_DEAD_LETTER
-- An open one.
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", key, reason, envelope
FROM eda.dead_letter WHERE id = $1 AND state = 'open' FOR UPDATE;

-- name: CLOSE_DEAD_LETTER
UPDATE eda.dead_letter SET state = $2, last_at = now() WHERE id = $1;

-- name: UPDATE_DEAD_LETTER
-- The replay failed as well.
UPDATE eda.dead_letter SET reason = $2, error = $3, stack = $4, attempts = attempts + 1, last_at = now()
WHERE id = $1;

-- name: MEASURE_TABLES
SELECT (SELECT count(*)::int FROM eda.outbox_parked) AS parked,
  (SELECT json_object_agg(reason, n) FROM (
    SELECT reason, count(*) AS n FROM eda.dead_letter WHERE state = 'open' GROUP BY reason) l) AS letters,
  (SELECT count(*)::int FROM eda.inbox_key) AS blocked;
