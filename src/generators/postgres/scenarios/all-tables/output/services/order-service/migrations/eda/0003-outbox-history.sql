-- order-service: sent events, kept for replay.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

-- Sent events, kept for replay. One partition a day, made ahead and dropped whole by the relay.
CREATE TABLE eda.outbox_sent (
  id         bigint      NOT NULL,
  pubsub     text        NOT NULL,
  topic      text        NOT NULL,
  key        text,
  event_id   uuid        NOT NULL,
  envelope   json        NOT NULL,
  metadata   json,
  created_at timestamptz NOT NULL,
  sent_at    timestamptz NOT NULL
) PARTITION BY RANGE (sent_at);
CREATE INDEX outbox_sent_at ON eda.outbox_sent USING brin (sent_at);
