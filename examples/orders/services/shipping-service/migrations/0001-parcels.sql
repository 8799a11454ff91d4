-- One row an order, whatever came first: a recall of something that was never sent keeps it from being sent later.
CREATE TABLE parcel (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('dispatched', 'refused', 'recalled')),
  tracking_code text,
  reason text
);
