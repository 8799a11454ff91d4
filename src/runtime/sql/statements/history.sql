-- name: LIST_PARTITIONS
SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'eda.outbox_sent'::regclass;

-- name: LOCK_PARTITIONS
SELECT pg_advisory_xact_lock(782, 0);

-- name: READ_HISTORY
-- A page of sent events from a window of time; `$5` in milliseconds. `id` alone would be the text that is selected.
SELECT id::text, pubsub, topic, event_id::text AS "eventId", envelope::text AS body, sent_at::text AS "sentAt"
FROM eda.outbox_sent
WHERE sent_at >= $1::timestamptz AND sent_at < $2::timestamptz
  AND sent_at < $1::timestamptz + make_interval(secs => $5::float8 / 1000)
  AND (sent_at, id) > ($1::timestamptz, $6::bigint)
  AND ($3::text IS NULL OR topic = $3::text) AND ($4::text IS NULL OR envelope->>'type' = $4::text)
ORDER BY outbox_sent.sent_at, outbox_sent.id LIMIT $7::int;

-- name: COUNT_HISTORY
SELECT count(*)::int AS count, min(sent_at) AS first, max(sent_at) AS last FROM eda.outbox_sent
WHERE sent_at >= $1::timestamptz AND sent_at < $2::timestamptz
  AND ($3::text IS NULL OR topic = $3::text) AND ($4::text IS NULL OR envelope->>'type' = $4::text);
