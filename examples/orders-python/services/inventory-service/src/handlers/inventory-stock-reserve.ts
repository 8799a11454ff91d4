import type { InventoryStockReserveHandler } from '../generated/handlers.ts';

/**
 * Handles inventory.stock.reserve: Put these items aside for an order.
 *
 * It may publish inventory.stock.reserved, inventory.stock.rejected.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: InventoryStockReserveHandler = async (event, context) => {
  context.logger.info('inventory.stock.reserve arrived', { id: event.id });
};
