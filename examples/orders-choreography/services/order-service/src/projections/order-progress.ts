import type { OrderProgressProjection } from '../generated/projections.ts';

/**
 * What each event changes in the row of its key: order-progress.
 *
 * When an order got how far, from the store and from what the other services say.
 *
 * Each function returns the change of one row, or undefined for none. `increment`, `greatest` and `least`
 * hold in any order of events, `set` does not.
 */
export const project: OrderProgressProjection = {
  'ordering.order.placed': () => undefined,
  'inventory.stock.reserved': () => undefined,
  'payments.payment.taken': () => undefined,
  'shipping.parcel.dispatched': () => undefined,
  'ordering.order.confirmed': () => undefined,
  'ordering.order.cancelled': () => undefined,
};
