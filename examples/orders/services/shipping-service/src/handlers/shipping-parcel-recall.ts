import type { ShippingParcelRecallHandler } from '../generated/handlers.ts';
import { recallParcel } from '../parcels.ts';

/** Calls the parcel of an order back. Where none is on its way there is nothing to do, which is a success as well. */
export const handle: ShippingParcelRecallHandler = async ({ data: { orderId } }, { tx, publish }) => {
  await recallParcel(tx, orderId);
  await publish('shipping.parcel.recalled', { orderId });
};
