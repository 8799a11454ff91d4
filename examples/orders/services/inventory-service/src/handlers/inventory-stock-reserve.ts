import type { InventoryStockReserveHandler } from '../generated/handlers.ts';
import { reserveStock } from '../stock.ts';

/** Sets the items of an order aside, or says what there is not enough of. */
export const handle: InventoryStockReserveHandler = async ({ data: { orderId, items } }, { tx, publish }) => {
  const reservation = await reserveStock(tx, orderId, items);
  if (reservation.state === 'reserved') await publish('inventory.stock.reserved', { orderId });
  else await publish('inventory.stock.rejected', { orderId, reason: reservation.reason });
};
