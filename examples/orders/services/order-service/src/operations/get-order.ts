import type { GetOrderOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findOrder } from '../orders.ts';

/** An order, and what became of it. */
export const serve: GetOrderOperation = async ({ params: { orderId } }, { database }) => {
  const order = await findOrder(database, orderId);
  if (order === undefined) throw new HttpError(404, `There is no order ${orderId}`);
  return order;
};
