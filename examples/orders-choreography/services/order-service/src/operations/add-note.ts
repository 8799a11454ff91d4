import type { AddNoteOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/**
 * POST /orders/{orderId}/notes
 *
 * Adds a note to an order.
 *
 * What it resolves to is the answer; throw `HttpError` for any status but 200. `context.transaction` writes
 * and publishes in one transaction.
 */
export const serve: AddNoteOperation = async () => {
  throw new HttpError(501, 'addNote is not written yet');
};
