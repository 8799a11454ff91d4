import type { OrderingOrderConfirmedHandler } from '../generated/handlers.ts';

/**
 * Handles ordering.order.confirmed: The order is paid and on its way.
 *
 * Remembers how the order ended
 *
 * It publishes nothing.
 *
 * What it writes through `context.tx` is committed together with the note that the event was handled, so a
 * second delivery changes nothing. Throw `RetryableError` to get the event again later, `DropError` to give
 * it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: OrderingOrderConfirmedHandler = async (event, context) => {
  context.logger.info('ordering.order.confirmed arrived', { id: event.id });
};
