-- One row an order, whatever came first: an order that is given up before it is paid is barred, and not paid later.
CREATE TABLE payment (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('taken', 'declined', 'refunded', 'barred')),
  minor bigint,
  currency text,
  reason text
);

CREATE INDEX payment_taken ON payment (currency) WHERE state = 'taken';
