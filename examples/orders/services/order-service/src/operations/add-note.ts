import type { AddNoteOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';

/** Adds a note to an order. */
export const serve: AddNoteOperation = async ({ params: { orderId }, body: { text } }, { aggregates }) => {
  const { state } = await aggregates.order.execute(orderId, { type: 'note', text });
  if (state === null) throw new HttpError(404, `There is no order ${orderId}`);
  return state;
};
