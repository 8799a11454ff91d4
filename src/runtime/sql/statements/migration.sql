-- name: LOCK_MIGRATIONS
-- Until the session ends: replicas that start at once wait for each other.
SELECT pg_advisory_lock(783, 0);

-- name: CREATE_MIGRATIONS
CREATE SCHEMA IF NOT EXISTS eda;
CREATE TABLE IF NOT EXISTS eda.migration (
  name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());

-- name: LIST_MIGRATIONS
SELECT name, hash FROM eda.migration;

-- name: RECORD_MIGRATION
INSERT INTO eda.migration (name, hash) VALUES ($1, $2);
