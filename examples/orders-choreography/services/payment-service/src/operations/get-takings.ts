import type { GetTakingsOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * GET /takings/{currency}
 *
 * The money that is kept, in a currency.
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: GetTakingsOperation = async () => {
  throw new HttpError(501, 'getTakings is not written yet');
};
