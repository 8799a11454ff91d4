import type { OrderFulfilmentMessages } from '../generated/sagas.ts';

/** How an order ended, made from the order as it was placed and from what the others have said. */
export const messages: OrderFulfilmentMessages = {
  'ordering.order.confirmed': ({ start, replies }) => ({
    orderId: start.orderId,
    trackingCode: replies.ship.trackingCode,
  }),
  'ordering.order.cancelled': ({ start, failure }) => ({
    orderId: start.orderId,
    reason: failure.reason === 'failed' ? failure.data.reason : 'No answer in time',
  }),
};
