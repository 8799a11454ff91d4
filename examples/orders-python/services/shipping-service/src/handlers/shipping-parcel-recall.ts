import type { ShippingParcelRecallHandler } from '../generated/handlers.ts';

/**
 * Handles shipping.parcel.recall: Call the parcel of an order back.
 *
 * It may publish shipping.parcel.recalled.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: ShippingParcelRecallHandler = async (event, context) => {
  context.logger.info('shipping.parcel.recall arrived', { id: event.id });
};
