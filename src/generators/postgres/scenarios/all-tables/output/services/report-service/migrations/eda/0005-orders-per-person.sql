-- report-service: the table of projection orders-per-person.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

CREATE TABLE public."orders_per_person" (
  "region"     bigint NOT NULL,
  "user_id"    text NOT NULL,
  "orders"     integer NOT NULL DEFAULT 0,
  "cents"      bigint NOT NULL DEFAULT 0,
  "mean"       double precision NOT NULL DEFAULT 0,
  "name"       text,
  "active"     boolean,
  "last_at"    timestamptz,
  "last_day"   date,
  "last_order" uuid,
  "notes"      jsonb,
  "last"       jsonb,
  PRIMARY KEY ("region", "user_id")
);
