import { randomUUID } from 'node:crypto';
import type { PlaceOrderOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findOrder, insertOrder, totalOf } from '../orders.ts';

/** Places an order. A repeated request (same `orderId`) answers with the order that is there and publishes nothing. */
export const serve: PlaceOrderOperation = ({ body }, context) =>
  context.transaction(async ({ tx, publish }) => {
    const order = { ...body, orderId: body.orderId ?? randomUUID(), total: totalOf(body.lines) };
    const placed = await insertOrder(tx, order);
    if (placed !== undefined) {
      await publish('ordering.order.placed', order);
      return placed;
    }
    const existing = await findOrder(tx, order.orderId);
    if (existing?.customerId !== order.customerId || existing.total.minor !== order.total.minor) {
      throw new HttpError(409, `Another order has the id ${order.orderId}`);
    }
    return existing;
  });
