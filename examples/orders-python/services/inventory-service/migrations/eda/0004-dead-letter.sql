-- inventory-service: events that could not be handled.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Events that a consumer gave up, with the reason; replayed or discarded by a person.
CREATE TABLE eda.dead_letter (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text        NOT NULL,               -- the service itself where no consumer could be found
  pubsub   text        NOT NULL,
  topic    text        NOT NULL,
  source   text        NOT NULL,
  event_id text        NOT NULL,
  type     text,
  key      text,
  envelope text        NOT NULL,               -- text: it may not even be JSON
  reason   text        NOT NULL CHECK (reason IN ('invalid', 'unknown', 'failed', 'exhausted', 'undeliverable')),
  error    text,
  stack    text,
  attempts int         NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at  timestamptz NOT NULL DEFAULT now(),
  state    text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'skipped')),
  UNIQUE (consumer, source, event_id)          -- a redelivery updates the row
);
CREATE INDEX dead_letter_open ON eda.dead_letter (id) WHERE state = 'open';

-- Failed attempts of events that are still retried; the good path only reads it.
CREATE TABLE eda.attempt (
  consumer   text        NOT NULL,
  source     text        NOT NULL,
  event_id   text        NOT NULL,
  n          int         NOT NULL,
  first_at   timestamptz NOT NULL DEFAULT now(),
  last_error text,
  PRIMARY KEY (consumer, source, event_id)
);
