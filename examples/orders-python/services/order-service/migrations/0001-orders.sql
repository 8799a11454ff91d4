CREATE TABLE customer_order (
  order_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  minor bigint NOT NULL,
  currency text NOT NULL,
  status text NOT NULL DEFAULT 'placed' CHECK (status IN ('placed', 'confirmed', 'cancelled')),
  tracking_code text,
  reason text,
  placed_at timestamptz NOT NULL DEFAULT now()
);
