import type { Attacks_PayloadSent_SeenHandler } from '../generated/handlers.ts';

/**
 * Handles attacks.payload-sent.seen: *\/ process.exit(1); /\* `${process.exit(1)}` {{constructor}} </script>
 * | a | b.
 *
 * *\/ throw 1; /\*
 *
 * It may publish attacks.payload.sent-seen.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: Attacks_PayloadSent_SeenHandler = async (event, context) => {
  context.logger.info('attacks.payload-sent.seen arrived', { id: event.id });
};
