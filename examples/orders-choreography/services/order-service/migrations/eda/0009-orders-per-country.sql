-- order-service: the table of projection orders-per-country.
-- Made by eda; applied once, in the order of the numbers, and never changed afterwards.

CREATE TABLE public."orders_per_country" (
  "address_country" text NOT NULL,
  "orders"          integer NOT NULL DEFAULT 0,
  "minor"           bigint NOT NULL DEFAULT 0,
  PRIMARY KEY ("address_country")
);
