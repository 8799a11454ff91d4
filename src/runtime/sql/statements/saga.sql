-- name: INSERT_RUN :prepared
-- Begins a run, or counts a second start of its key.
INSERT INTO eda.saga AS s (saga, key, version, state, start, steps, due_at, started_by, correlation_id, traceparent)
VALUES ($1, $2, $3, $4, $5::json, $6::json, now() + $7::float8 * interval '1 ms', $8, $9, $10)
ON CONFLICT (saga, key) DO UPDATE SET second_starts = s.second_starts + 1
RETURNING second_starts;

-- name: LOCK_RUN :prepared
SELECT version, state, rev, start, steps, failure, aborts, correlation_id AS "correlationId", traceparent
FROM eda.saga WHERE saga = $1 AND key = $2 FOR UPDATE;

-- name: LOCK_DUE_RUN
-- Nothing where its time is not up, or somebody else has the run in hand.
SELECT version, state, rev, start, steps, failure, aborts, correlation_id AS "correlationId", traceparent
FROM eda.saga WHERE saga = $1 AND key = $2 AND due_at <= now() FOR UPDATE SKIP LOCKED;

-- name: UPDATE_RUN :prepared
-- `$8`: it waits as long as before, else for `$9` milliseconds. Fails (23502) where somebody wrote past the lock: its
-- transaction must not be committed, and COMMIT may be under way already.
UPDATE eda.saga SET state = $4, steps = $5::json, failure = $6::json, aborts = $7,
  rev = CASE rev WHEN $3::int THEN rev + 1 END, error = NULL,
  updated_at = now(),
  due_at = CASE WHEN $8::boolean THEN due_at ELSE now() + $9::float8 * interval '1 ms' END
WHERE saga = $1 AND key = $2
RETURNING extract(epoch FROM now() - started_at)::float8 AS age;

-- name: FIND_DUE_RUNS
SELECT saga, key FROM eda.saga WHERE due_at <= now() AND saga = ANY ($1::text[]) ORDER BY due_at LIMIT $2::int;

-- name: POSTPONE_RUN
UPDATE eda.saga SET due_at = now() + $3::float8 * interval '1 ms', error = $4
WHERE saga = $1 AND key = $2 AND due_at <= now();

-- name: COUNT_OPEN_RUNS
-- `overdue`: those whose time was up more than a minute ago.
SELECT saga, state, count(*)::int AS runs,
  count(*) FILTER (WHERE due_at < now() - interval '1 minute')::int AS overdue
FROM eda.saga WHERE state IN ('running', 'compensating', 'parked') GROUP BY saga, state;

-- name: LIST_RUNS
-- Those that wait for a person first, then the oldest; with the step that each stands at.
SELECT saga, key, version, state, due_at AS "dueAt", error, started_at AS "startedAt", updated_at AS "updatedAt",
  at->>'name' AS step, at->>'state' AS "stepState"
FROM (
  SELECT *, coalesce(
    (SELECT s FROM json_array_elements(steps) s WHERE s->>'state' IN ('undoing', 'sent') LIMIT 1),
    CASE WHEN json_array_length(steps) > 0 THEN steps->(json_array_length(steps) - 1) END) AS at
  FROM eda.saga
  WHERE state = ANY ($1::text[]) AND ($2::text IS NULL OR saga = $2::text)
  ORDER BY state <> 'parked', started_at LIMIT $3::int
) r;

-- name: READ_RUN
SELECT saga, key, version, state, due_at AS "dueAt", error, started_at AS "startedAt", updated_at AS "updatedAt",
  rev, start, steps, failure, aborts, started_by AS "startedBy", second_starts AS "secondStarts",
  correlation_id AS "correlationId"
FROM eda.saga WHERE saga = $1 AND key = $2;

-- name: COUNT_RUNS
-- By version: what the code still has to know.
SELECT saga, version, count(*) FILTER (WHERE state IN ('running', 'compensating', 'parked'))::int AS open,
  count(*) FILTER (WHERE state NOT IN ('running', 'compensating', 'parked'))::int AS ended
FROM eda.saga GROUP BY saga, version;
