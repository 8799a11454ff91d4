import type { PlaceOrderOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * POST /orders
 *
 * Places an order. A client that chooses `orderId` can repeat the request without ordering twice.
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: PlaceOrderOperation = async () => {
  throw new HttpError(501, 'placeOrder is not written yet');
};
