import type { DeleteOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * DELETE /things/{default}
 *
 * *\/ eval("1") /\*
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: DeleteOperation = async () => {
  throw new HttpError(501, 'delete is not written yet');
};
