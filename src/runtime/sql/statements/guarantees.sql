-- name: COUNT_OUTBOX
-- How many rows nobody has sent.
SELECT count(*)::int AS n FROM eda.outbox;

-- name: LETTERS_OF_EVENT
-- Dead letters of an event ($1), whoever takes it.
SELECT id::text, reason, error FROM eda.dead_letter WHERE event_id = $1;

-- name: LETTERS_OF_ENVELOPE
-- Dead letters with this body ($1).
SELECT id::text, reason, error FROM eda.dead_letter WHERE envelope = $1;

-- name: READ_EFFECTS
-- Ids of the events that took effect for a consumer ($1), in order.
SELECT event_id AS id FROM guarantee_effect WHERE consumer = $1 ORDER BY n;
