import type { PaymentsPaymentRefundHandler } from '../generated/handlers.ts';

/**
 * Handles payments.payment.refund: Give the money of an order back.
 *
 * It may publish payments.payment.refunded.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: PaymentsPaymentRefundHandler = async (event, context) => {
  context.logger.info('payments.payment.refund arrived', { id: event.id });
};
