import type { ShippingParcelDispatchHandler } from '../generated/handlers.ts';
import { dispatchParcel } from '../parcels.ts';

/** Sends the parcel of an order, or says why it can't. */
export const handle: ShippingParcelDispatchHandler = async (
  { data: { orderId, address } },
  { tx, publish },
) => {
  const { trackingCode, reason = 'Refused' } = await dispatchParcel(tx, orderId, address);
  if (trackingCode !== undefined) await publish('shipping.parcel.dispatched', { orderId, trackingCode });
  else await publish('shipping.parcel.refused', { orderId, reason });
};
