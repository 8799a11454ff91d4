import type { OrderFulfilmentMessages } from '../generated/sagas.ts';

/** What the saga says to whom: made from the order as it was placed, and from what the others have answered. */
export const messages: OrderFulfilmentMessages = {
  'inventory.stock.reserve': ({ start }) => ({
    orderId: start.orderId,
    items: start.lines.map(({ sku, quantity }) => ({ sku, quantity })),
  }),
  'inventory.stock.release': ({ start }) => ({ orderId: start.orderId }),
  'payments.payment.take': ({ start }) => ({
    orderId: start.orderId,
    customerId: start.customerId,
    amount: start.total,
  }),
  'payments.payment.refund': ({ start }) => ({ orderId: start.orderId }),
  'shipping.parcel.dispatch': ({ start }) => ({ orderId: start.orderId, address: start.address }),
  'shipping.parcel.recall': ({ start }) => ({ orderId: start.orderId }),
  'ordering.order.confirmed': ({ start, replies }) => ({
    orderId: start.orderId,
    trackingCode: replies.ship.trackingCode,
  }),
  'ordering.order.cancelled': ({ start, failure }) => ({
    orderId: start.orderId,
    reason: failure.reason === 'failed' ? failure.data.reason : `No answer: ${failure.step ?? 'given up'}`,
  }),
};
