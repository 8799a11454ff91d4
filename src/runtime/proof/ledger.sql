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
  act      text                                -- what its consumers are told to do; `reaction`: published by a handler
);
CREATE INDEX ON prove.committed (run);

-- A row for each time that a handler took effect, written in the handler's transaction. Nothing is unique here.
CREATE TABLE prove.effect (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run      text NOT NULL,
  consumer text NOT NULL,
  event_id text NOT NULL,
  attempt  int  NOT NULL
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
