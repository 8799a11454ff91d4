import type { OrderingOrderConfirmedHandler } from '../generated/handlers.ts';
import { endOrder } from '../orders.ts';

/** Remembers that an order is on its way. */
export const handle: OrderingOrderConfirmedHandler = async ({ data: { orderId, trackingCode } }, { tx }) => {
  await endOrder(tx, orderId, { status: 'confirmed', trackingCode });
};
