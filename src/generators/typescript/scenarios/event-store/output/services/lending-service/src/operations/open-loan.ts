import type { OpenLoanOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * POST /loans
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: OpenLoanOperation = async () => {
  throw new HttpError(501, 'openLoan is not written yet');
};
