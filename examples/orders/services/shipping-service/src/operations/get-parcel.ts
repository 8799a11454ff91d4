import type { GetParcelOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findParcel } from '../parcels.ts';

/** How the parcel of an order stands. */
export const serve: GetParcelOperation = async ({ params: { orderId } }, { database }) => {
  const parcel = await findParcel(database, orderId);
  if (parcel === undefined) throw new HttpError(404, `There is no parcel of order ${orderId}`);
  const { state, trackingCode } = parcel;
  return { orderId, state, ...(trackingCode !== undefined && { trackingCode }) };
};
