import type { PlaceOrderOperation } from '../generated/operations.ts';
import { getOrderOverview } from '../generated/projections.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { orderOf, totalOf } from '../orders.ts';

/** Places an order. A repeated request (same `orderId`) answers with the order that is there and publishes nothing. */
export const serve: PlaceOrderOperation = async ({ body }, { aggregates, projection, newId }) => {
  const order = { ...body, orderId: body.orderId ?? newId(), total: totalOf(body.lines) };
  await aggregates.order.execute(order.orderId, { type: 'place', order });
  const row = await getOrderOverview(projection, order.orderId);
  if (row === undefined) throw new HttpError(503, 'The order is placed, and not to be seen yet');
  return orderOf(row);
};
