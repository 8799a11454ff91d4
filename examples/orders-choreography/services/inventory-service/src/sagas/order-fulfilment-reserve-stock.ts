import type { OrderFulfilmentReserveStock, OrderFulfilmentReserveStockUndo } from '../generated/sagas.ts';
import { releaseStock, reserveStock } from '../stock.ts';

/** Sets the items of an order aside, or says what there is not enough of. */
export const act: OrderFulfilmentReserveStock = async ({ data }, { tx, publish }) => {
  const { orderId, customerId, lines, total, address } = data;
  const reservation = await reserveStock(tx, orderId, lines);
  if (reservation.state === 'reserved') {
    await publish('inventory.stock.reserved', { orderId, customerId, total, address });
  } else {
    await publish('inventory.stock.rejected', { orderId, reason: reservation.reason });
  }
};

/** Puts the items of an order back. Where none were set aside there is nothing to do, which is a success as well. */
export const undo: OrderFulfilmentReserveStockUndo = async ({ data: { orderId } }, { tx, publish }) => {
  await releaseStock(tx, orderId);
  await publish('inventory.stock.released', { orderId });
};
