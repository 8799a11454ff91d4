-- order-service: the table of projection order-overview.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

CREATE TABLE public."order_overview" (
  "order_id"      text NOT NULL,
  "customer_id"   uuid,
  "status"        text,
  "minor"         bigint NOT NULL DEFAULT 0,
  "currency"      text,
  "tracking_code" text,
  "reason"        text,
  "notes"         integer NOT NULL DEFAULT 0,
  PRIMARY KEY ("order_id")
);
