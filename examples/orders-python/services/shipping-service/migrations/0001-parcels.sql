-- One row an order, whatever came first: an order that is given up before it is sent is barred, and not sent later.
CREATE TABLE parcel (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('dispatched', 'refused', 'recalled', 'barred')),
  tracking_code text,
  reason text
);
