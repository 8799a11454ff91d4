import type { GetOrderOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * GET /orders/{orderId}
 *
 * An order, and what became of it.
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: GetOrderOperation = async () => {
  throw new HttpError(501, 'getOrder is not written yet');
};
