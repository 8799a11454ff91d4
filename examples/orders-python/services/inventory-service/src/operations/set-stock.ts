import type { SetStockOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * PUT /stock/{sku}
 *
 * Says how many of an article there are to be sold.
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: SetStockOperation = async () => {
  throw new HttpError(501, 'setStock is not written yet');
};
