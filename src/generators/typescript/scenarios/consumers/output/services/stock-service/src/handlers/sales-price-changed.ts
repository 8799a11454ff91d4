import type { SalesPriceChangedHandler } from '../generated/handlers.ts';

/**
 * Handles sales.price.changed.
 *
 * It publishes nothing.
 *
 * What it writes through `context.tx` is committed together with the note that the event was handled, so a
 * second delivery changes nothing. Throw `RetryableError` to get the event again later, `DropError` to give
 * it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: SalesPriceChangedHandler = async (event, context) => {
  context.logger.info('sales.price.changed arrived', { id: event.id });
};
