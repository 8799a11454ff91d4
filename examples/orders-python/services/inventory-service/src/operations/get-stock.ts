import type { GetStockOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * GET /stock/{sku}
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: GetStockOperation = async () => {
  throw new HttpError(501, 'getStock is not written yet');
};
