import type { GetParcelOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * GET /parcels/{orderId}
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: GetParcelOperation = async () => {
  throw new HttpError(501, 'getParcel is not written yet');
};
