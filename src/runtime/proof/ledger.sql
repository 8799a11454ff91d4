-- What a proof goes by. It belongs to the system that `eda prove` makes and throws away, never to a service of yours.
CREATE SCHEMA prove;

-- The last number of each key: its row lock makes the order of numbers the order of commits, whoever writes.
CREATE TABLE prove.key (
  run   text NOT NULL,
  event text NOT NULL,
  key   text NOT NULL,
  n     int  NOT NULL,
  PRIMARY KEY (run, event, key)
);

-- A row for each event, written as business rows are: in the transaction that publishes.
CREATE TABLE prove.committed (
  event_id uuid PRIMARY KEY,
  run      text NOT NULL,
  event    text NOT NULL,
  key      text,                               -- null: the event has none
  n        int,
  act      text,                               -- what its consumers are told to do; `reaction`: published by a handler
  at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON prove.committed (run);

-- A row for each time that a handler took effect, written in the handler's transaction. Nothing is unique here.
CREATE TABLE prove.effect (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run      text NOT NULL,
  consumer text NOT NULL,
  event_id text NOT NULL,
  attempt  int  NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON prove.effect (run);

-- Every event as it was first written to the outbox, to be sent again.
CREATE TABLE prove.envelope (LIKE eda.outbox, PRIMARY KEY (event_id));
CREATE FUNCTION prove.keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO prove.envelope SELECT NEW.* ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER keep AFTER INSERT ON eda.outbox FOR EACH ROW EXECUTE FUNCTION prove.keep();

-- What steps of sagas did: `do` when a step took effect, `undo` when its effect was taken back. Nothing is unique here.
CREATE TABLE prove.step_effect (
  run        text NOT NULL,
  saga       text NOT NULL,
  step       text NOT NULL,
  key        text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('do', 'undo')),
  message_id text NOT NULL
);
CREATE INDEX ON prove.step_effect (run);
CREATE INDEX ON prove.step_effect (saga, step, key);

-- Work of steps that is done some time after its command came, as by somebody who takes jobs from a queue.
CREATE TABLE prove.job (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run            text NOT NULL,
  due_at         timestamptz NOT NULL,
  saga           text NOT NULL,
  step           text NOT NULL,
  key            text NOT NULL,
  takes_effect   boolean NOT NULL,
  answer         text NOT NULL,                -- name of the event
  data           json NOT NULL,                -- its data
  message_id     text NOT NULL,                -- of the command
  correlation_id text NOT NULL
);

-- Messages of sagas that were sent again already.
CREATE TABLE prove.resent (event_id uuid PRIMARY KEY);

-- A row for each decision of an aggregate, in the transaction that stores its events.
CREATE TABLE prove.decision (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run     text NOT NULL,
  stream  text NOT NULL,
  seen    int  NOT NULL,                       -- events in the state that it was decided on
  version int  NOT NULL,                       -- of the stream after it
  events  int  NOT NULL,
  tries   int  NOT NULL                        -- how often it was decided
);
CREATE INDEX ON prove.decision (run);
