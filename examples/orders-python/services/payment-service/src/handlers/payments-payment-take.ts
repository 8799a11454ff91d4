import type { PaymentsPaymentTakeHandler } from '../generated/handlers.ts';

/**
 * Handles payments.payment.take: Take the money for an order.
 *
 * It may publish payments.payment.taken, payments.payment.declined.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: PaymentsPaymentTakeHandler = async (event, context) => {
  context.logger.info('payments.payment.take arrived', { id: event.id });
};
