-- name: FLOW_WAITING
-- What each table knows of the events of a flow: texts of ids, since when. Only the history and the inbox are large, and they
-- are asked for a time.
SELECT created_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
  last_error AS error FROM eda.outbox WHERE $2::timestamptz IS NOT NULL;

-- name: FLOW_PARKED
SELECT parked_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
  reason AS error FROM eda.outbox_parked WHERE $2::timestamptz IS NOT NULL;

-- name: FLOW_PUBLISHED
SELECT sent_at AS at, event_id::text AS "eventId", envelope::text AS envelope
FROM eda.outbox_sent WHERE sent_at >= $2::timestamptz;

-- name: FLOW_DEAD_LETTERS
SELECT last_at AS at, event_id AS "eventId", envelope, consumer, attempts, error,
  json_build_object('id', id::text, 'reason', reason,
    'state', CASE state WHEN 'skipped' THEN 'discarded' ELSE state END) AS "deadLetter"
FROM eda.dead_letter WHERE $2::timestamptz IS NOT NULL;

-- name: FLOW_HELD
SELECT now() AS at, event_id AS "eventId", envelope, consumer
FROM eda.inbox_held WHERE $2::timestamptz IS NOT NULL;

-- name: IN_FLOW
-- Behind `SELECT * FROM (one of those) e`. Envelopes are searched as texts, which finds an id wherever it stands; what belongs
-- to another conversation is sorted out afterwards.
WHERE EXISTS (SELECT FROM unnest($1::text[]) AS i(id) WHERE "eventId" = i.id OR strpos(envelope, i.id) > 0)
ORDER BY at LIMIT 1000;

-- name: FLOW_HANDLED
SELECT 'handled' AS kind, received_at AS at, event_id AS "eventId", consumer FROM eda.inbox i
  WHERE event_id = ANY ($1::text[]) AND received_at >= $2::timestamptz AND NOT EXISTS (
    SELECT FROM eda.dead_letter d WHERE d.consumer = i.consumer AND d.source = i.source
      AND d.event_id = i.event_id AND d.state <> 'replayed')
UNION ALL
SELECT 'failing', first_at, event_id, consumer FROM eda.attempt a
  WHERE event_id = ANY ($1::text[]) AND NOT EXISTS (
    SELECT FROM eda.inbox i WHERE i.consumer = a.consumer AND i.source = a.source AND i.event_id = a.event_id)
LIMIT 1000;
