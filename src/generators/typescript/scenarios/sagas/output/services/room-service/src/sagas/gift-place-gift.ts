import type { GiftPlaceGift } from '../generated/sagas.ts';

/**
 * Step place-gift of saga gift. Takes booking.points.counted.
 *
 * It publishes one of rooms.gift.placed.
 *
 * What it writes through `context.tx` and publishes is committed together. A run that was given up before it
 * was begun here has nothing to do: see `undo`.
 */
export const act: GiftPlaceGift = async (event, context) => {
  context.logger.info('booking.points.counted arrived', { id: event.id });
};
