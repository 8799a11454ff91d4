import type { InventoryStockReleaseHandler } from '../generated/handlers.ts';

/**
 * Handles inventory.stock.release: Put what was set aside for an order back.
 *
 * It may publish inventory.stock.released.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: InventoryStockReleaseHandler = async (event, context) => {
  context.logger.info('inventory.stock.release arrived', { id: event.id });
};
