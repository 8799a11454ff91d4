import type { Attacks_Payload_SentSeenHandler } from '../generated/handlers.ts';

/**
 * Handles attacks.payload.sent-seen.
 *
 * It publishes nothing.
 *
 * What it writes through `context.tx` is committed together with the note that the event was handled, so a
 * second delivery changes nothing. Throw `RetryableError` to get the event again later, `DropError` to give
 * it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: Attacks_Payload_SentSeenHandler = async (event, context) => {
  context.logger.info('attacks.payload.sent-seen arrived', { id: event.id });
};
