import type { PaymentsPaymentTakeHandler } from '../generated/handlers.ts';
import { takePayment } from '../payments.ts';

/** Takes the money for an order, or says why it can't. */
export const handle: PaymentsPaymentTakeHandler = async ({ data: { orderId, amount } }, { tx, publish }) => {
  const { state, reason = 'Declined' } = await takePayment(tx, orderId, amount);
  if (state === 'taken') await publish('payments.payment.taken', { orderId, amount });
  else await publish('payments.payment.declined', { orderId, reason });
};
