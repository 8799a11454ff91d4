import type { OrderingOrderCancelledHandler } from '../generated/handlers.ts';

/** Remembers that nothing comes of an order, and why. */
export const handle: OrderingOrderCancelledHandler = async ({ data }, { aggregates }) => {
  await aggregates.order.execute(data.orderId, { type: 'cancel', reason: data.reason });
};
