import type { OrderingOrderCancelledHandler } from '../generated/handlers.ts';

/**
 * Handles ordering.order.cancelled: Nothing comes of the order; what was done for it is undone.
 *
 * Remembers how the order ended
 *
 * It publishes nothing.
 *
 * What it writes through `context.tx` is committed together with the note that the event was handled, so a
 * second delivery changes nothing. Throw `RetryableError` to get the event again later, `DropError` to give
 * it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: OrderingOrderCancelledHandler = async (event, context) => {
  context.logger.info('ordering.order.cancelled arrived', { id: event.id });
};
