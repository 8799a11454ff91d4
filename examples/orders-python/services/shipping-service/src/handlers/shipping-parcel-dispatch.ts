import type { ShippingParcelDispatchHandler } from '../generated/handlers.ts';

/**
 * Handles shipping.parcel.dispatch: Send the parcel of an order.
 *
 * It may publish shipping.parcel.dispatched, shipping.parcel.refused.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: ShippingParcelDispatchHandler = async (event, context) => {
  context.logger.info('shipping.parcel.dispatch arrived', { id: event.id });
};
