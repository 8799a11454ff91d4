// Statements of the runtime, made of eda/src/runtime/sql/statements: the same in each language.

/** Stores an event that was given up, and forgets its attempts. A redelivery updates the row and opens it again. */
export const WRITE_DEAD_LETTER = `
WITH gone AS (
  DELETE FROM eda.attempt WHERE consumer = $1 AND source = $4 AND event_id = $5 RETURNING first_at
)
INSERT INTO eda.dead_letter AS d
  (consumer, pubsub, topic, source, event_id, type, key, envelope, reason, error, stack, attempts, first_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce((SELECT first_at FROM gone), now())
ON CONFLICT (consumer, source, event_id) DO UPDATE SET
  reason = EXCLUDED.reason, error = EXCLUDED.error, stack = EXCLUDED.stack, last_at = now(),
  attempts = d.attempts + EXCLUDED.attempts, state = 'open'`;

/** With how many there are beyond the limit and all; `$8`: oldest first. */
export const LIST_DEAD_LETTERS = `
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt", CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state,
  count(*) OVER ()::int AS total
FROM eda.dead_letter
WHERE state = $1 AND ($2::text[] IS NULL OR type = ANY ($2::text[])) AND ($3::text IS NULL OR reason = $3::text)
  AND ($4::timestamptz IS NULL OR last_at >= $4::timestamptz)
  AND ($5::timestamptz IS NULL OR last_at < $5::timestamptz) AND ($6::bigint IS NULL OR id > $6::bigint)
ORDER BY CASE WHEN $8::boolean THEN dead_letter.id ELSE -dead_letter.id END LIMIT $7::int`;

/** In whatever state. */
export const READ_DEAD_LETTER = `
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", type, key, reason, error, attempts,
  first_at AS "firstAt", last_at AS "lastAt", CASE state WHEN 'skipped' THEN 'discarded' ELSE state END AS state,
  envelope, stack
FROM eda.dead_letter WHERE id = $1`;

/** An open one. */
export const LOCK_DEAD_LETTER = `
SELECT id::text, consumer, pubsub, topic, source, event_id AS "eventId", key, reason, envelope
FROM eda.dead_letter WHERE id = $1 AND state = 'open' FOR UPDATE`;

export const CLOSE_DEAD_LETTER = `
UPDATE eda.dead_letter SET state = $2, last_at = now() WHERE id = $1`;

/** The replay failed as well. */
export const UPDATE_DEAD_LETTER = `
UPDATE eda.dead_letter SET reason = $2, error = $3, stack = $4, attempts = attempts + 1, last_at = now()
WHERE id = $1`;

export const MEASURE_TABLES = `
SELECT (SELECT count(*)::int FROM eda.outbox_parked) AS parked,
  (SELECT json_object_agg(reason, n) FROM (
    SELECT reason, count(*) AS n FROM eda.dead_letter WHERE state = 'open' GROUP BY reason) l) AS letters,
  (SELECT count(*)::int FROM eda.inbox_key) AS blocked`;

/** Adds events behind version `$2` of a stream. The lock that appenders share is taken before `nextval`, and ends when the commit is visible. An event of the same version by somebody else is waited for; if that commits, ours is left out. */
export const APPEND_EVENTS = `
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + e.n, e.event_id, e.type, e.schema, e.data, e.meta, e.at
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l,
  unnest($3::uuid[], $4::text[], $5::text[], $6::json[], $7::json[], $8::timestamptz[])
    WITH ORDINALITY AS e(event_id, type, schema, data, meta, at, n)
ON CONFLICT (stream, version) DO NOTHING RETURNING position`;

/** The same for one event. */
export const APPEND_EVENT = `
INSERT INTO eda.event (position, stream, version, event_id, type, schema, data, meta, at)
SELECT nextval('eda.event_position'), $1::text, $2::int + 1, $3::uuid, $4::text, $5::text, $6::json, $7::json, $8::timestamptz
FROM (SELECT pg_advisory_xact_lock_shared(781, 0) OFFSET 0) l
ON CONFLICT (stream, version) DO NOTHING RETURNING position`;

/** What was left of a decision whose first events were left out; the transaction has added them itself. */
export const REMOVE_APPENDED = `
DELETE FROM eda.event WHERE position = ANY ($1::bigint[])`;

/** For those who write tables of projections in their transaction; before the appenders' lock, never behind it. */
export const SHARE_PROJECTIONS = `
SELECT count(pg_advisory_xact_lock_shared(782, hashtext(name))) FROM unnest($1::text[]) AS u(name)`;

export const READ_STREAM = `
SELECT version, type, schema, data FROM eda.event WHERE stream = $1 ORDER BY version`;

/** In one round trip; the snapshot comes first, as a row without a type. */
export const READ_STREAM_FROM_SNAPSHOT = `
WITH s AS MATERIALIZED (SELECT version, state FROM eda.snapshot WHERE stream = $1 AND shape = $2)
SELECT version, NULL AS type, NULL AS schema, state AS data FROM s
UNION ALL
(SELECT version, type, schema, data FROM eda.event
  WHERE stream = $1 AND version > coalesce((SELECT version FROM s), 0) ORDER BY version)`;

/** Up to a version, and to the first event behind a moment, whatever clocks did later. */
export const READ_STREAM_UNTIL = `
SELECT position::text, version, event_id AS "eventId", type, schema, data, at FROM eda.event
WHERE stream = $1 AND version <= coalesce($2::int, 2147483647)
  AND version < coalesce(
    (SELECT min(version) FROM eda.event WHERE stream = $1 AND at > $3::timestamptz), 2147483647)
ORDER BY version`;

/** An older one never takes the place of a newer one of the same shape. */
export const WRITE_SNAPSHOT = `
INSERT INTO eda.snapshot AS s (stream, version, shape, state) VALUES ($1, $2, $3, $4)
ON CONFLICT (stream) DO UPDATE SET version = EXCLUDED.version, shape = EXCLUDED.shape, state = EXCLUDED.state, at = now()
WHERE s.version < EXCLUDED.version OR s.shape <> EXCLUDED.shape`;

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
  AND virtualtransaction = ANY ($1::text[])`;

/** The position of the newest event, also of one whose transaction is open; 0 before the first. */
export const READ_LAST_POSITION = `
SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS position FROM eda.event_position`;

/** What each table knows of the events of a flow: texts of ids, since when. Only the history and the inbox are large, and they are asked for a time. */
export const FLOW_WAITING = `
SELECT created_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
  last_error AS error FROM eda.outbox WHERE $2::timestamptz IS NOT NULL`;

export const FLOW_PARKED = `
SELECT parked_at AS at, event_id::text AS "eventId", envelope::text AS envelope, attempts::int AS attempts,
  reason AS error FROM eda.outbox_parked WHERE $2::timestamptz IS NOT NULL`;

export const FLOW_PUBLISHED = `
SELECT sent_at AS at, event_id::text AS "eventId", envelope::text AS envelope
FROM eda.outbox_sent WHERE sent_at >= $2::timestamptz`;

export const FLOW_DEAD_LETTERS = `
SELECT last_at AS at, event_id AS "eventId", envelope, consumer, attempts, error,
  json_build_object('id', id::text, 'reason', reason,
    'state', CASE state WHEN 'skipped' THEN 'discarded' ELSE state END) AS "deadLetter"
FROM eda.dead_letter WHERE $2::timestamptz IS NOT NULL`;

export const FLOW_HELD = `
SELECT now() AS at, event_id AS "eventId", envelope, consumer
FROM eda.inbox_held WHERE $2::timestamptz IS NOT NULL`;

/** Behind `SELECT * FROM (one of those) e`. Envelopes are searched as texts, which finds an id wherever it stands; what belongs to another conversation is sorted out afterwards. */
export const IN_FLOW = `
WHERE EXISTS (SELECT FROM unnest($1::text[]) AS i(id) WHERE "eventId" = i.id OR strpos(envelope, i.id) > 0)
ORDER BY at LIMIT 1000`;

export const FLOW_HANDLED = `
SELECT 'handled' AS kind, received_at AS at, event_id AS "eventId", consumer FROM eda.inbox i
  WHERE event_id = ANY ($1::text[]) AND received_at >= $2::timestamptz AND NOT EXISTS (
    SELECT FROM eda.dead_letter d WHERE d.consumer = i.consumer AND d.source = i.source
      AND d.event_id = i.event_id AND d.state <> 'replayed')
UNION ALL
SELECT 'failing', first_at, event_id, consumer FROM eda.attempt a
  WHERE event_id = ANY ($1::text[]) AND NOT EXISTS (
    SELECT FROM eda.inbox i WHERE i.consumer = a.consumer AND i.source = a.source AND i.event_id = a.event_id)
LIMIT 1000`;

/** How many rows nobody has sent. */
export const COUNT_OUTBOX = `
SELECT count(*)::int AS n FROM eda.outbox`;

/** Dead letters of an event ($1), whoever takes it. */
export const LETTERS_OF_EVENT = `
SELECT id::text, reason, error FROM eda.dead_letter WHERE event_id = $1`;

/** Dead letters with this body ($1). */
export const LETTERS_OF_ENVELOPE = `
SELECT id::text, reason, error FROM eda.dead_letter WHERE envelope = $1`;

/** Ids of the events that took effect for a consumer ($1), in order. */
export const READ_EFFECTS = `
SELECT event_id AS id FROM guarantee_effect WHERE consumer = $1 ORDER BY n`;

export const LIST_PARTITIONS = `
SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'eda.outbox_sent'::regclass`;

export const LOCK_PARTITIONS = `
SELECT pg_advisory_xact_lock(782, 0)`;

/** A page of sent events from a window of time; `$5` in milliseconds. `id` alone would be the text that is selected. */
export const READ_HISTORY = `
SELECT id::text, pubsub, topic, event_id::text AS "eventId", envelope::text AS body, sent_at::text AS "sentAt"
FROM eda.outbox_sent
WHERE sent_at >= $1::timestamptz AND sent_at < $2::timestamptz
  AND sent_at < $1::timestamptz + make_interval(secs => $5::float8 / 1000)
  AND (sent_at, id) > ($1::timestamptz, $6::bigint)
  AND ($3::text IS NULL OR topic = $3::text) AND ($4::text IS NULL OR envelope->>'type' = $4::text)
ORDER BY outbox_sent.sent_at, outbox_sent.id LIMIT $7::int`;

export const COUNT_HISTORY = `
SELECT count(*)::int AS count, min(sent_at) AS first, max(sent_at) AS last FROM eda.outbox_sent
WHERE sent_at >= $1::timestamptz AND sent_at < $2::timestamptz
  AND ($3::text IS NULL OR topic = $3::text) AND ($4::text IS NULL OR envelope->>'type' = $4::text)`;

/** Marks an event as handled, and tells how often it failed before. Waits for a transaction that handles the same event. */
export const RECORD_INBOX = `
WITH i AS (
  INSERT INTO eda.inbox (consumer, source, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT EXISTS (SELECT FROM i) AS inserted,
  (SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3) AS failures`;

export const FORGET_INBOX = `
DELETE FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3`;

export const COUNT_FAILURES = `
SELECT n FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3`;

export const RECORD_FAILURE = `
INSERT INTO eda.attempt AS a (consumer, source, event_id, n, last_error) VALUES ($1, $2, $3, 1, $4)
ON CONFLICT (consumer, source, event_id) DO UPDATE SET n = a.n + 1, last_error = EXCLUDED.last_error
RETURNING n`;

export const FORGET_FAILURES = `
DELETE FROM eda.attempt WHERE consumer = $1 AND source = $2 AND event_id = $3`;

/** Changes a row where the version is newer than the last one handled: numbers by size, texts by their bytes. */
export const ADVANCE_VERSION = `
INSERT INTO eda.inbox_version AS v (consumer, key, number, label) VALUES ($1, $2, $3::numeric, $4)
ON CONFLICT (consumer, key) DO UPDATE SET number = EXCLUDED.number, label = EXCLUDED.label
WHERE v.number < EXCLUDED.number OR v.label < EXCLUDED.label`;

/** A slice of what is older than `$1` milliseconds, so that no lock is held for long. */
export const PRUNE_INBOX = `
DELETE FROM eda.inbox WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM eda.inbox WHERE received_at < now() - make_interval(secs => $1::float8 / 1000) LIMIT $2::int))`;

export const PRUNE_FAILURES = `
DELETE FROM eda.attempt WHERE first_at < now() - make_interval(secs => $1::float8 / 1000)`;

/** Alone in its statement: what is read next must be a snapshot taken after the wait. */
export const LOCK_KEY = `
SELECT pg_advisory_xact_lock(780, hashtext($1))`;

export const FIND_BLOCK = `
SELECT 1 AS one FROM eda.inbox_key WHERE consumer = $1 AND key = $2`;

/** A key that is blocked stays blocked by its first. */
export const BLOCK_KEY = `
INSERT INTO eda.inbox_key (consumer, key, blocked_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

export const REBLOCK_KEY = `
UPDATE eda.inbox_key SET blocked_by = $3, blocked_at = now() WHERE consumer = $1 AND key = $2`;

export const UNBLOCK_KEY = `
DELETE FROM eda.inbox_key WHERE consumer = $1 AND key = $2`;

/** One that was handled or is held already is not kept twice. */
export const HOLD_EVENT = `
INSERT INTO eda.inbox_held (consumer, source, event_id, key, pubsub, topic, envelope)
SELECT $1, $2, $3, $4, $5, $6, $7
WHERE NOT EXISTS (SELECT FROM eda.inbox WHERE consumer = $1 AND source = $2 AND event_id = $3)
ON CONFLICT DO NOTHING`;

export const NEXT_HELD = `
SELECT pos::text, pubsub, topic, envelope FROM eda.inbox_held
WHERE consumer = $1 AND key = $2 ORDER BY inbox_held.pos LIMIT 1`;

export const COUNT_HELD = `
SELECT count(*)::int AS n FROM eda.inbox_held WHERE consumer = $1 AND key = $2`;

export const DROP_HELD = `
DELETE FROM eda.inbox_held WHERE consumer = $1 AND key = $2 AND pos = $3::bigint`;

/** Blocked keys whose head was decided about: their release was interrupted. */
export const FIND_RELEASABLE = `
SELECT consumer, key FROM eda.inbox_key k WHERE NOT EXISTS (
  SELECT FROM eda.dead_letter d
  WHERE d.consumer = k.consumer AND d.event_id = k.blocked_by AND d.state = 'open')
LIMIT 100`;

/** Until the session ends: replicas that start at once wait for each other. */
export const LOCK_MIGRATIONS = `
SELECT pg_advisory_lock(783, 0)`;

export const CREATE_MIGRATIONS = `
CREATE SCHEMA IF NOT EXISTS eda;
CREATE TABLE IF NOT EXISTS eda.migration (
  name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`;

export const LIST_MIGRATIONS = `
SELECT name, hash FROM eda.migration`;

export const RECORD_MIGRATION = `
INSERT INTO eda.migration (name, hash) VALUES ($1, $2)`;

/** Writes events. The lane's lock is taken before `nextval` and freed after the commit is visible: nothing with a lower id ever becomes visible later in a lane. Lanes are locked in order, so that two transactions can't deadlock. */
export const INSERT_OUTBOX = `
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
RETURNING lane`;

/** The same for one event, which most transactions publish. */
export const INSERT_OUTBOX_ONE = `
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
SELECT lane, nextval('eda.outbox_id'), $1::text, $2::text, $3::text, $4::uuid, $5::json, $6::json, $7::boolean
FROM (
  SELECT lane, pg_advisory_xact_lock(777, lane) FROM (
    SELECT CASE WHEN $3::text IS NULL THEN (random() * 255)::int
      ELSE (hashtextextended($2::text || chr(31) || $3::text, 0) & 255)::int END AS lane OFFSET 0
  ) h OFFSET 0
) l
RETURNING lane`;

/** Wakes relays: lanes that something was committed to, with commas between them. */
export const NOTIFY_LANES = `
SELECT pg_notify('eda_outbox', $1)`;

/** Tells relays to read the blocked keys again. */
export const NOTIFY_PARKED = `
NOTIFY eda_outbox, 'parked'`;

/** Whether an earlier design left events behind. */
export const HAS_PENDING = `
SELECT EXISTS (SELECT FROM eda.outbox) OR EXISTS (SELECT FROM eda.outbox_parked) AS pending`;

/** How many events wait for the broker, counted up to 100,000, and the age of the oldest in seconds: a probe a lane. */
export const MEASURE_OUTBOX = `
SELECT (SELECT count(*)::int FROM (SELECT FROM eda.outbox LIMIT 100000) b) AS waiting,
  coalesce((SELECT extract(epoch FROM clock_timestamp() - min(o.created_at))::float8
    FROM generate_series(0, 255) AS l(lane), LATERAL (
      SELECT created_at FROM eda.outbox WHERE lane = l.lane::smallint ORDER BY id LIMIT 1) o), 0) AS oldest`;

/** `id` alone would be the text that is selected, which puts 10 before 9. */
export const LIST_PARKED = `
SELECT id::text, topic, key, event_id AS "eventId", envelope->>'type' AS type, attempts, reason,
  parked_at AS "parkedAt", strict AS "blocksKey"
FROM eda.outbox_parked ORDER BY outbox_parked.id LIMIT $1`;

export const LOCK_PARKED = `
SELECT lane FROM eda.outbox_parked WHERE id = $1 FOR UPDATE`;

/** What INSERT_OUTBOX takes. */
export const LOCK_LANE = `
SELECT pg_advisory_xact_lock(777, $1::int)`;

/** Back into the outbox: what blocks its key to its old place, anything else to the end. */
export const UNPARK = `
WITH p AS (DELETE FROM eda.outbox_parked WHERE id = $1 RETURNING *)
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at)
SELECT lane, CASE WHEN strict THEN id ELSE nextval('eda.outbox_id') END,
  pubsub, topic, key, event_id, envelope, metadata, strict, created_at FROM p`;

export const DROP_PARKED = `
DELETE FROM eda.outbox_parked WHERE id = $1`;

/** For tests: no relay takes anything away there. */
export const LAST_OUTBOX_ID = `
SELECT coalesce(max(id), 0)::text AS id FROM eda.outbox`;

/** For tests: what was published after an id. */
export const READ_OUTBOX = `
SELECT topic, key, envelope::text AS body, event_id::text AS id FROM eda.outbox
WHERE outbox.id > $1::bigint ORDER BY outbox.id`;

/** Gives a projection its row. One that is written at once (`$3`) and comes to a store that has events already is built first; one that begins to keep (`$5`) what it took before without keeping it can never be rebuilt whole. Events may have come before its row did: what was taken and what was kept are committed together, so that counts tell. */
export const PREPARE_SLOT = `
INSERT INTO eda.projection (name, state, table_name, rebuild, complete)
SELECT $1::text, 'live', $2::text, $3::boolean AND EXISTS (SELECT FROM eda.event WHERE type = ANY ($4::text[])),
  NOT $5::boolean OR (SELECT count(*) FROM eda.inbox WHERE consumer = ANY ($6::text[]))
    = (SELECT count(*) FROM eda.received WHERE projection = $1)
WHERE NOT EXISTS (SELECT FROM eda.projection WHERE name = $1 AND state = 'live')
ON CONFLICT DO NOTHING`;

/** How far all projections are, and the store: one question for all. */
export const READ_SLOTS = `
SELECT name, state, position::float8 AS position, rebuild,
  (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eda.event_position)::float8 AS last
FROM eda.projection`;

/** Events of a projection in the order of their positions: behind `$1` up to `$2`. */
export const READ_STORED_FEED = `
SELECT position, type, event_id AS id, schema, data, meta, at, NULL::text AS envelope
FROM eda.event WHERE position > $1::bigint AND position <= $2::bigint AND type = ANY ($4::text[])
ORDER BY position LIMIT $3::int`;

/** The same, with those that were kept when they arrived. Each part has the limit: else all that is left is sorted each time. */
export const READ_FEED = `
(
  SELECT position, type, event_id AS id, schema, data, meta, at, NULL::text AS envelope
  FROM eda.event WHERE position > $1::bigint AND position <= $2::bigint AND type = ANY ($4::text[])
  ORDER BY position LIMIT $3::int
) UNION ALL (
  SELECT position, event, NULL::uuid, NULL::text, NULL::json, NULL::json, NULL::timestamptz, envelope
  FROM eda.received WHERE projection = $5 AND position > $1::bigint AND position <= $2::bigint
  ORDER BY position LIMIT $3::int
) ORDER BY position LIMIT $3::int`;

/** Kept events take their positions as stored ones do. The projection's own lock comes first: who swaps its table waits for those who hold it. */
export const KEEP_RECEIVED = `
INSERT INTO eda.received (projection, position, event, envelope)
SELECT $1::text, nextval('eda.event_position'), $2::text, $3::text
FROM (
  SELECT pg_advisory_xact_lock_shared(781, 0)
  FROM (SELECT pg_advisory_xact_lock_shared(782, hashtext($1)) OFFSET 0) p OFFSET 0
) l`;

/** One replica at a time; whoever finds another at it leaves it. */
export const LOCK_LIVE = `
SELECT position FROM eda.projection WHERE name = $1 AND state = 'live' FOR UPDATE SKIP LOCKED`;

/** `abandoned`: nobody works on it; it is taken over by whoever knows the projection otherwise. */
export const LOCK_BUILDING = `
SELECT position, code, updated_at < now() - interval '30 seconds' AS abandoned FROM eda.projection
WHERE name = $1 AND state = 'building' FOR UPDATE SKIP LOCKED`;

export const AWAIT_LIVE = `
SELECT 1 AS one FROM eda.projection WHERE name = $1 AND state = 'live' FOR UPDATE`;

/** Notes how far a table has come. */
export const MOVE_ON = `
UPDATE eda.projection SET position = $3::bigint, updated_at = now(), error = NULL WHERE name = $1 AND state = $2`;

/** Of an event that was received there is no stream. */
export const RECORD_FAULT = `
INSERT INTO eda.projection_fault AS f (name, state, position, stream, version, type, error)
SELECT $1, $2, $3::bigint, e.stream, e.version, $4, $5
FROM (SELECT) one LEFT JOIN eda.event e ON e.position = $3::bigint
ON CONFLICT (name, state, position) DO UPDATE SET error = EXCLUDED.error, at = now()
RETURNING f.stream, f.version`;

export const FORGET_FAULTS = `
DELETE FROM eda.projection_fault WHERE name = $1 AND state = $2`;

/** Those of the table that was built are those of the live one. */
export const TAKE_FAULTS_OVER = `
UPDATE eda.projection_fault SET state = 'live' WHERE name = $1`;

export const REQUEST_REBUILD = `
UPDATE eda.projection SET rebuild = true WHERE name = $1 AND state = 'live'`;

export const TAKE_REQUEST = `
UPDATE eda.projection SET rebuild = false WHERE name = $1 AND state = 'live' AND rebuild`;

export const BEGIN_BUILD = `
INSERT INTO eda.projection (name, state, table_name, code) VALUES ($1, 'building', $2, $3)
ON CONFLICT (name, state) DO UPDATE
SET position = 0, code = EXCLUDED.code, started_at = now(), updated_at = now(), error = NULL`;

export const TAKE_BUILD_OVER = `
UPDATE eda.projection SET code = $2 WHERE name = $1 AND state = 'building'`;

/** What keeps a build from going on. */
export const NOTE_TROUBLE = `
UPDATE eda.projection SET error = $2 WHERE name = $1 AND state = 'building'`;

export const END_BUILD = `
DELETE FROM eda.projection WHERE name = $1 AND state = 'building'`;

/** Alone: nobody who writes the projection's table in a transaction of its own is left. */
export const LOCK_WRITERS = `
SELECT pg_advisory_xact_lock(782, hashtext($1))`;

/** Who may do what with table `$1`, as statements for table `$2`. */
export const LIST_GRANTS = `
SELECT format('GRANT %s ON %s TO %s', privilege_type, $2::text,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END) AS statement
FROM pg_class, aclexplode(relacl) WHERE oid = $1::text::regclass AND grantee <> relowner`;

export const REACHES_POSITION = `
SELECT position >= $2::bigint AS reached FROM eda.projection WHERE name = $1 AND state = 'live'`;

export const DESCRIBE_SLOTS = `
SELECT state, position::float8 AS position, rebuild, complete, error,
  (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eda.event_position)::float8 AS last
FROM eda.projection WHERE name = $1`;

export const LIST_FAULTS = `
SELECT position::float8 AS position, stream, version, type, error FROM eda.projection_fault
WHERE name = $1 AND state = 'live' ORDER BY eda.projection_fault.position LIMIT 20`;

export const COUNT_FAULTS = `
SELECT name, count(*)::int AS faults FROM eda.projection_fault WHERE state = 'live' GROUP BY name`;

/** Views that read a table. */
export const FIND_VIEWS = `
SELECT DISTINCT v.oid::regclass::text AS view FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
JOIN pg_class v ON v.oid = r.ev_class
WHERE d.refobjid = $1::text::regclass AND v.oid <> d.refobjid`;

/** Stored events that the live table has not taken, counted up to 100000, and the age of the oldest in seconds. */
export const MEASURE_LAG = `
SELECT count(*)::int AS lag,
  coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(at))), 0)::float8 AS seconds
FROM (
  SELECT at FROM eda.event
  WHERE position > (SELECT p.position FROM eda.projection p WHERE p.name = $1 AND p.state = 'live')
    AND type = ANY ($2::text[])
  ORDER BY position LIMIT 100000
) e`;

/** Of a relay's session. The first four are the server's side of the lease: a frozen host loses its lanes. The statistics of a queue are always wrong: only the index order is ever right. The lock announces the relay. */
export const OPEN_RELAY = `
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
SELECT pg_advisory_lock_shared(778, 0)`;

/** Of this database. */
export const COUNT_RELAYS = `
SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = 778 AND objid = 0
  AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

export const LEASE_LANES = `
SELECT l FROM unnest($1::int[]) l WHERE pg_try_advisory_lock(779, l) LIMIT $2::int`;

export const RELEASE_LANES = `
SELECT pg_advisory_unlock(779, l) FROM unnest($1::int[]) l`;

/** The next rows of each lane, by the index. Envelopes stay texts; times in milliseconds since 1970. */
export const FETCH_OUTBOX = `
SELECT o.* FROM unnest($1::smallint[], $2::bigint[], $3::int[]) AS l(lane, after, n), LATERAL (
  SELECT lane, id, pubsub, topic, key, event_id::text AS "eventId", envelope::text, metadata::text, strict, attempts,
    (extract(epoch FROM not_before) * 1000)::bigint AS "notBefore",
    (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt"
  FROM eda.outbox WHERE lane = l.lane AND id > l.after ORDER BY id LIMIT l.n
) o`;

export const DELETE_SENT = `
DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
WHERE o.lane = d.lane AND o.id = d.id`;

/** The same, into the history. */
export const MOVE_SENT = `
WITH d AS (
  DELETE FROM eda.outbox o USING unnest($1::smallint[], $2::bigint[]) AS d(lane, id)
  WHERE o.lane = d.lane AND o.id = d.id
  RETURNING o.id, o.pubsub, o.topic, o.key, o.event_id, o.envelope, o.metadata, o.created_at
)
INSERT INTO eda.outbox_sent (id, pubsub, topic, key, event_id, envelope, metadata, created_at, sent_at)
SELECT id, pubsub, topic, key, event_id, envelope, metadata, created_at, now() FROM d`;

export const RECORD_PUBLISH_FAILURE = `
UPDATE eda.outbox SET attempts = $3, last_error = $4, not_before = to_timestamp($5::float8 / 1000)
WHERE lane = $1 AND id = $2`;

export const PARK = `
WITH d AS (DELETE FROM eda.outbox WHERE lane = $1 AND id = $2 RETURNING *)
INSERT INTO eda.outbox_parked
  (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, attempts, reason)
SELECT lane, id, pubsub, topic, key, event_id, envelope, metadata, strict, created_at, $3::smallint, $4 FROM d`;

/** Rows whose keys wait for a person. */
export const LIST_BLOCKED = `
SELECT id, pubsub, topic, key FROM eda.outbox_parked WHERE strict AND lane = ANY ($1::smallint[])`;

/** Begins a run, or counts a second start of its key. */
export const INSERT_RUN = `
INSERT INTO eda.saga AS s (saga, key, version, state, start, steps, due_at, started_by, correlation_id, traceparent)
VALUES ($1, $2, $3, $4, $5::json, $6::json, now() + $7::float8 * interval '1 ms', $8, $9, $10)
ON CONFLICT (saga, key) DO UPDATE SET second_starts = s.second_starts + 1
RETURNING second_starts`;

export const LOCK_RUN = `
SELECT version, state, rev, start, steps, failure, aborts, correlation_id AS "correlationId", traceparent
FROM eda.saga WHERE saga = $1 AND key = $2 FOR UPDATE`;

/** Nothing where its time is not up, or somebody else has the run in hand. */
export const LOCK_DUE_RUN = `
SELECT version, state, rev, start, steps, failure, aborts, correlation_id AS "correlationId", traceparent
FROM eda.saga WHERE saga = $1 AND key = $2 AND due_at <= now() FOR UPDATE SKIP LOCKED`;

/** `$8`: it waits as long as before, else for `$9` milliseconds. Fails (23502) where somebody wrote past the lock: its transaction must not be committed, and COMMIT may be under way already. */
export const UPDATE_RUN = `
UPDATE eda.saga SET state = $4, steps = $5::json, failure = $6::json, aborts = $7,
  rev = CASE rev WHEN $3::int THEN rev + 1 END, error = NULL,
  updated_at = now(),
  due_at = CASE WHEN $8::boolean THEN due_at ELSE now() + $9::float8 * interval '1 ms' END
WHERE saga = $1 AND key = $2
RETURNING extract(epoch FROM now() - started_at)::float8 AS age`;

export const FIND_DUE_RUNS = `
SELECT saga, key FROM eda.saga WHERE due_at <= now() AND saga = ANY ($1::text[]) ORDER BY due_at LIMIT $2::int`;

export const POSTPONE_RUN = `
UPDATE eda.saga SET due_at = now() + $3::float8 * interval '1 ms', error = $4
WHERE saga = $1 AND key = $2 AND due_at <= now()`;

/** `overdue`: those whose time was up more than a minute ago. */
export const COUNT_OPEN_RUNS = `
SELECT saga, state, count(*)::int AS runs,
  count(*) FILTER (WHERE due_at < now() - interval '1 minute')::int AS overdue
FROM eda.saga WHERE state IN ('running', 'compensating', 'parked') GROUP BY saga, state`;

/** Those that wait for a person first, then the oldest; with the step that each stands at. */
export const LIST_RUNS = `
SELECT saga, key, version, state, due_at AS "dueAt", error, started_at AS "startedAt", updated_at AS "updatedAt",
  at->>'name' AS step, at->>'state' AS "stepState"
FROM (
  SELECT *, coalesce(
    (SELECT s FROM json_array_elements(steps) s WHERE s->>'state' IN ('undoing', 'sent') LIMIT 1),
    CASE WHEN json_array_length(steps) > 0 THEN steps->(json_array_length(steps) - 1) END) AS at
  FROM eda.saga
  WHERE state = ANY ($1::text[]) AND ($2::text IS NULL OR saga = $2::text)
  ORDER BY state <> 'parked', started_at LIMIT $3::int
) r`;

export const READ_RUN = `
SELECT saga, key, version, state, due_at AS "dueAt", error, started_at AS "startedAt", updated_at AS "updatedAt",
  rev, start, steps, failure, aborts, started_by AS "startedBy", second_starts AS "secondStarts",
  correlation_id AS "correlationId"
FROM eda.saga WHERE saga = $1 AND key = $2`;

/** By version: what the code still has to know. */
export const COUNT_RUNS = `
SELECT saga, version, count(*) FILTER (WHERE state IN ('running', 'compensating', 'parked'))::int AS open,
  count(*) FILTER (WHERE state NOT IN ('running', 'compensating', 'parked'))::int AS ended
FROM eda.saga GROUP BY saga, version`;

/** @returns what a session calls a statement whose plan it keeps: one that is run for every event. */
export function planName(text: string): string | undefined {
  switch (text) {
    case APPEND_EVENTS:
      return 'eda_append_events';
    case APPEND_EVENT:
      return 'eda_append_event';
    case READ_STREAM:
      return 'eda_read_stream';
    case READ_STREAM_FROM_SNAPSHOT:
      return 'eda_read_stream_from_snapshot';
    case RECORD_INBOX:
      return 'eda_record_inbox';
    case LOCK_KEY:
      return 'eda_lock_key';
    case FIND_BLOCK:
      return 'eda_find_block';
    case INSERT_OUTBOX:
      return 'eda_insert_outbox';
    case INSERT_OUTBOX_ONE:
      return 'eda_insert_outbox_one';
    case KEEP_RECEIVED:
      return 'eda_keep_received';
    case INSERT_RUN:
      return 'eda_insert_run';
    case LOCK_RUN:
      return 'eda_lock_run';
    case UPDATE_RUN:
      return 'eda_update_run';
    default:
      return undefined;
  }
}
