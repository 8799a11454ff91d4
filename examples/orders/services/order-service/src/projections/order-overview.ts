import type { OrderOverviewProjection } from '../generated/projections.ts';

/** An order as it stands. Events of one order come in their order, so that `set` says it all. */
export const project: OrderOverviewProjection = {
  'ordering.order.placed': ({ data: { customerId, total } }) => ({
    set: { customer_id: customerId, status: 'placed', minor: String(total.minor), currency: total.currency },
  }),
  'ordering.order.noted': () => ({ increment: { notes: 1 } }),
  'ordering.order.confirmed': ({ data: { trackingCode } }) => ({
    set: { status: 'confirmed', tracking_code: trackingCode },
  }),
  'ordering.order.cancelled': ({ data: { reason } }) => ({ set: { status: 'cancelled', reason } }),
};
