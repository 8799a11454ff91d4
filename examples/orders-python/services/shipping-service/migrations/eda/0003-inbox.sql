-- shipping-service: events that were handled, and the keys that wait.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- What each consumer has handled. The row commits with the handler's own writes.
CREATE TABLE eda.inbox (
  consumer    text        NOT NULL,            -- service and subscription: several may share a database
  source      text        NOT NULL,
  event_id    text        NOT NULL,            -- chosen by the producer; above 256 bytes its SHA-256
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, source, event_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
-- For retention, which deletes the oldest in slices.
CREATE INDEX inbox_received_at ON eda.inbox USING brin (received_at) WITH (pages_per_range = 16);

-- Blocked keys of ordered consumers; a key that flows has no row.
CREATE TABLE eda.inbox_key (
  consumer   text        NOT NULL,
  key        text        NOT NULL,
  blocked_by text        NOT NULL,             -- event id of the dead letter at the head
  blocked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, key)
);

-- Events that came after a dead letter of their key, in order of arrival.
CREATE TABLE eda.inbox_held (
  consumer text   NOT NULL,
  key      text   NOT NULL,
  pos      bigint GENERATED ALWAYS AS IDENTITY,
  pubsub   text   NOT NULL,
  topic    text   NOT NULL,
  source   text   NOT NULL,
  event_id text   NOT NULL,
  envelope text   NOT NULL,                    -- as received
  PRIMARY KEY (consumer, key, pos),
  UNIQUE (consumer, source, event_id)
);

-- Last handled version of each key, for consumers with `versionPath`.
CREATE TABLE eda.inbox_version (
  consumer text NOT NULL,
  key      text NOT NULL,
  number   numeric,                            -- one of the two
  label    text COLLATE "C",
  PRIMARY KEY (consumer, key)
);
