import type { PaymentsPaymentRefundHandler } from '../generated/handlers.ts';
import { refundPayment } from '../payments.ts';

/** Gives the money of an order back. Where none was taken there is nothing to do, which is a success as well. */
export const handle: PaymentsPaymentRefundHandler = async ({ data: { orderId } }, { tx, publish }) => {
  await refundPayment(tx, orderId);
  await publish('payments.payment.refunded', { orderId });
};
