-- One row an order, whatever came first: a refund of something that was never paid keeps it from being paid later.
CREATE TABLE payment (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('taken', 'declined', 'refunded')),
  minor bigint,
  currency text,
  reason text
);

CREATE INDEX payment_taken ON payment (currency) WHERE state = 'taken';
