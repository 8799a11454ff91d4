-- order-service: stored events, snapshots, and how far projections are.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Streams of events: what the aggregates of the service decided, in the order of their decisions. Rows are only added.

-- No cache: blocks of positions handed to sessions would let a reader pass what is not yet visible.
CREATE SEQUENCE eda.event_position AS bigint CACHE 1;

CREATE TABLE eda.event (
  position bigint      NOT NULL PRIMARY KEY,   -- taken under the shared lock (781, 0), which ends with the transaction
  stream   text        COLLATE "C" NOT NULL,   -- <aggregate>/<key>
  version  int         NOT NULL,               -- 1, 2, 3 … within its stream
  event_id uuid        NOT NULL,               -- also the CloudEvents id, where it is published
  type     text        NOT NULL,               -- name in the design
  schema   text        NOT NULL,               -- version of the data
  data     json        NOT NULL,
  meta     json,                               -- correlation, causation, trace
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (stream, version)                     -- two deciders at once: the second waits, and decides again
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);

-- State of streams at a version, so that loading need not begin at the first event. May be emptied at any time.
CREATE TABLE eda.snapshot (
  stream  text        COLLATE "C" NOT NULL PRIMARY KEY,
  version int         NOT NULL,
  shape   text        NOT NULL,                -- of the code that folded it: another one's is ignored
  state   json        NOT NULL,
  at      timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);

-- Events of other services that a projection keeps, so that it can be rebuilt from them.
CREATE TABLE eda.received (
  projection  text        NOT NULL,
  position    bigint      NOT NULL,            -- of the same sequence as those of the store, under the same lock
  event       text        NOT NULL,            -- name in the design
  envelope    text        NOT NULL,            -- as received, so that newer code upcasts it
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (projection, position)
);

-- How far each projection has come. A rebuild has a row of its own until it takes the place of the live one.
CREATE TABLE eda.projection (
  name       text        NOT NULL,
  state      text        NOT NULL CHECK (state IN ('live', 'building')),
  table_name text        NOT NULL,
  position   bigint      NOT NULL DEFAULT 0,   -- everything up to it is in the table
  rebuild    boolean     NOT NULL DEFAULT false, -- somebody asked for it; a migration that changes columns does
  complete   boolean     NOT NULL DEFAULT true, -- all that it was ever fed with can be read again
  code       text,                             -- hash of the functions that build it
  started_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  error      text,                             -- what keeps it from going on
  PRIMARY KEY (name, state)
) WITH (fillfactor = 50);

-- Events that a projection could not take; it goes on without them, and a rebuild tries them again.
CREATE TABLE eda.projection_fault (
  name     text        NOT NULL,
  state    text        NOT NULL,
  position bigint      NOT NULL,
  stream   text,                               -- null: received from another service
  version  int,
  type     text        NOT NULL,
  error    text        NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name, state, position)
);
