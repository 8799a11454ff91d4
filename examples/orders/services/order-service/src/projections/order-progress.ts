import type { OrderProgressColumns, OrderProgressProjection } from '../generated/projections.ts';

/** The earliest moment counts, so that events of several topics may come in any order. */
function first(column: keyof OrderProgressColumns) {
  return ({ time }: { readonly time?: string }) =>
    time === undefined ? undefined : { least: { [column]: new Date(time) } };
}

/** When an order got how far. */
export const project: OrderProgressProjection = {
  'ordering.order.placed': first('placed_at'),
  'inventory.stock.reserved': first('reserved_at'),
  'payments.payment.taken': first('paid_at'),
  'shipping.parcel.dispatched': first('sent_at'),
  'ordering.order.confirmed': first('ended_at'),
  'ordering.order.cancelled': first('ended_at'),
};
