import type { QuoteOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * POST /quotes
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: QuoteOperation = async () => {
  throw new HttpError(501, 'quote is not written yet');
};
