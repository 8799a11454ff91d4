import type { OrderingOrderCancelledHandler } from '../generated/handlers.ts';
import { endOrder } from '../orders.ts';

/** Remembers that nothing comes of an order, and why. */
export const handle: OrderingOrderCancelledHandler = async ({ data: { orderId, reason } }, { tx }) => {
  await endOrder(tx, orderId, { status: 'cancelled', reason });
};
