import type { OrderingOrderConfirmedHandler } from '../generated/handlers.ts';

/** Remembers that an order is on its way. */
export const handle: OrderingOrderConfirmedHandler = async ({ data }, { aggregates }) => {
  await aggregates.order.execute(data.orderId, { type: 'confirm', trackingCode: data.trackingCode });
};
