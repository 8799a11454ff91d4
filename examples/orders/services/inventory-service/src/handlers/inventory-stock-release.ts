import type { InventoryStockReleaseHandler } from '../generated/handlers.ts';
import { releaseStock } from '../stock.ts';

/** Puts the items of an order back. Where none were set aside there is nothing to do, which is a success as well. */
export const handle: InventoryStockReleaseHandler = async ({ data: { orderId } }, { tx, publish }) => {
  await releaseStock(tx, orderId);
  await publish('inventory.stock.released', { orderId });
};
