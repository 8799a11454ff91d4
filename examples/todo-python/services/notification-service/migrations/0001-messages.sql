-- Whom to write to: what this service remembers of accounts.
CREATE TABLE recipient (
  user_id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL
);

CREATE TABLE message (
  -- Of the event that it tells of.
  event_id text PRIMARY KEY,
  user_id uuid NOT NULL,
  subject text NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX message_of_user ON message (user_id, sent_at);
