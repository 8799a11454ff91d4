import type { GetOrderOperation } from '../generated/operations.ts';
import { getOrderOverview } from '../generated/projections.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { orderOf } from '../orders.ts';

/** An order, and what became of it. */
export const serve: GetOrderOperation = async ({ params: { orderId } }, { projection }) => {
  const row = await getOrderOverview(projection, orderId);
  if (row === undefined) throw new HttpError(404, `There is no order ${orderId}`);
  return orderOf(row);
};
