import type { OrderFulfilmentTakePayment, OrderFulfilmentTakePaymentUndo } from '../generated/sagas.ts';
import { refundPayment, takePayment } from '../payments.ts';

/** Takes the money for an order, or says why it can't. */
export const act: OrderFulfilmentTakePayment = async ({ data }, { tx, publish }) => {
  const { state, reason = 'Declined' } = await takePayment(tx, data.orderId, data.total);
  if (state === 'taken') await publish('payments.payment.taken', data);
  else await publish('payments.payment.declined', { orderId: data.orderId, reason });
};

/** Gives the money of an order back. Where none was taken there is nothing to do, which is a success as well. */
export const undo: OrderFulfilmentTakePaymentUndo = async ({ data: { orderId } }, { tx, publish }) => {
  await refundPayment(tx, orderId);
  await publish('payments.payment.refunded', { orderId });
};
