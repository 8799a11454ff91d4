import type { CardsCardChargeHandler } from '../generated/handlers.ts';

/**
 * Handles cards.card.charge.
 *
 * It may publish cards.card.charged.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: CardsCardChargeHandler = async (event, context) => {
  context.logger.info('cards.card.charge arrived', { id: event.id });
};
