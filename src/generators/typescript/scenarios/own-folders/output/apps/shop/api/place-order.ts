import type { PlaceOrderOperation } from '../lib/messaging/generated/operations.ts';
import { HttpError } from '../lib/messaging/generated/runtime/errors.ts';

/**
 * POST /orders
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: PlaceOrderOperation = async () => {
  throw new HttpError(501, 'placeOrder is not written yet');
};
