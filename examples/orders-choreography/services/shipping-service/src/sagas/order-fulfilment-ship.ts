import type { OrderFulfilmentShip, OrderFulfilmentShipUndo } from '../generated/sagas.ts';
import { dispatchParcel, recallParcel } from '../parcels.ts';

/** Sends the parcel of an order, or says why it can't. */
export const act: OrderFulfilmentShip = async ({ data: { orderId, address } }, { tx, publish }) => {
  const { trackingCode, reason = 'Refused' } = await dispatchParcel(tx, orderId, address);
  if (trackingCode !== undefined) await publish('shipping.parcel.dispatched', { orderId, trackingCode });
  else await publish('shipping.parcel.refused', { orderId, reason });
};

/** Calls the parcel of an order back. Where none is on its way there is nothing to do, which is a success as well. */
export const undo: OrderFulfilmentShipUndo = async ({ data: { orderId } }, { tx, publish }) => {
  await recallParcel(tx, orderId);
  await publish('shipping.parcel.recalled', { orderId });
};
