CREATE TABLE stock (
  sku text PRIMARY KEY,
  available integer NOT NULL CHECK (available >= 0)
);

-- One row an order, whatever came first: a release of something that was never reserved keeps it from being reserved later.
CREATE TABLE reservation (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('reserved', 'rejected', 'released')),
  reason text
);

CREATE TABLE reserved_item (
  order_id uuid NOT NULL REFERENCES reservation,
  sku text NOT NULL REFERENCES stock,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, sku)
);
