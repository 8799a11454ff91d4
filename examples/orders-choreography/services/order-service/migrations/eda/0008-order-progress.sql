-- order-service: the table of projection order-progress.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

CREATE TABLE public."order_progress" (
  "order_id"    text NOT NULL,
  "placed_at"   timestamptz,
  "reserved_at" timestamptz,
  "paid_at"     timestamptz,
  "sent_at"     timestamptz,
  "ended_at"    timestamptz,
  PRIMARY KEY ("order_id")
);
