CREATE TABLE orders (id text PRIMARY KEY, total integer NOT NULL, paid boolean NOT NULL DEFAULT false);
CREATE TABLE payment_attempt (order_id text NOT NULL);
