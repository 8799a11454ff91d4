-- order-service: runs of sagas.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Runs of sagas: one row a run, locked by every transition. Ended runs stay: a second start of their key is ignored.
CREATE TABLE eda.saga (
  saga           text        NOT NULL,
  key            text        NOT NULL,         -- above 256 bytes its SHA-256
  version        int         NOT NULL,         -- of the definition that the run follows to its end
  state          text        NOT NULL CHECK (state IN ('running', 'compensating', 'parked', 'completed', 'compensated', 'aborted')),
  rev            int         NOT NULL DEFAULT 0, -- transitions so far
  start          json        NOT NULL,         -- { event, version, data } of the event that started it
  steps          json        NOT NULL,         -- one entry for each step that was begun, in order
  failure        json,                         -- why it is undone
  aborts         int         NOT NULL DEFAULT 0, -- how often its abort was published
  due_at         timestamptz,                  -- when what it waits for is late; null: it waits for nothing, or for ever
  error          text,                         -- what keeps it from going on
  started_by     text        NOT NULL,         -- id of the event
  second_starts  int         NOT NULL DEFAULT 0, -- later events that would have started it again
  correlation_id text        NOT NULL,
  traceparent    text,
  started_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (saga, key)
) WITH (fillfactor = 80);
-- Both hold what is open only, however many runs have ended.
CREATE INDEX saga_due ON eda.saga (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX saga_open ON eda.saga (saga, state, started_at) WHERE state IN ('running', 'compensating', 'parked');
