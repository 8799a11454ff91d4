import type { GetPaymentOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findPayment } from '../payments.ts';

/** How the payment of an order stands. */
export const serve: GetPaymentOperation = async ({ params: { orderId } }, { database }) => {
  const payment = await findPayment(database, orderId);
  if (payment === undefined) throw new HttpError(404, `Nothing was paid for order ${orderId}`);
  const { state, amount } = payment;
  return { orderId, state, ...(amount && { amount }) };
};
