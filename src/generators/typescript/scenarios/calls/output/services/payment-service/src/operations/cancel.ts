import type { CancelOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * DELETE /payments/{paymentId}
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: CancelOperation = async () => {
  throw new HttpError(501, 'cancel is not written yet');
};
