import type { GetPaymentOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * GET /payments/{orderId}
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: GetPaymentOperation = async () => {
  throw new HttpError(501, 'getPayment is not written yet');
};
