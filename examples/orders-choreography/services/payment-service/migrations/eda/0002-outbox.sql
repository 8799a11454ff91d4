-- payment-service: events that wait for the broker.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Events that are committed and not yet accepted by the broker. Pending rows only: an accepted row is deleted.

-- No cache: blocks of ids handed to sessions would break the order of ids within a lane.
CREATE SEQUENCE eda.outbox_id AS bigint CACHE 1;

CREATE TABLE eda.outbox (
  lane       smallint    NOT NULL,             -- 0..255, hash of (topic, key); relays lease lanes
  id         bigint      NOT NULL,             -- taken after the lane's lock: id order is commit order in a lane
  pubsub     text        NOT NULL,
  topic      text        NOT NULL,             -- address on the broker
  key        text,                             -- null: unordered
  event_id   uuid        NOT NULL,             -- CloudEvents id, the same through every retry
  envelope   json        NOT NULL,             -- json, not jsonb: sent byte for byte, never parsed
  metadata   json,                             -- of the bulk entry: partitionKey, ttlInSeconds, rawPayload
  strict     boolean     NOT NULL DEFAULT false, -- a parked row blocks its key
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- written right before COMMIT
  attempts   smallint    NOT NULL DEFAULT 0,   -- failures that were this row's own
  not_before timestamptz,
  last_error text,
  PRIMARY KEY (lane, id)                       -- the only index
) WITH (
  fillfactor = 90,
  -- A queue is small and turns over fast: vacuum by count, not by share, and without pauses.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000
);

-- Rows that could not be published although others could. `strict` ones block their key until a person decides.
CREATE TABLE eda.outbox_parked (
  lane       smallint    NOT NULL,
  id         bigint      NOT NULL PRIMARY KEY,
  pubsub     text        NOT NULL,
  topic      text        NOT NULL,
  key        text,
  event_id   uuid        NOT NULL,
  envelope   json        NOT NULL,
  metadata   json,
  strict     boolean     NOT NULL,
  created_at timestamptz NOT NULL,
  attempts   smallint    NOT NULL,
  parked_at  timestamptz NOT NULL DEFAULT now(),
  reason     text        NOT NULL
);
CREATE INDEX outbox_parked_strict ON eda.outbox_parked (lane) WHERE strict;
