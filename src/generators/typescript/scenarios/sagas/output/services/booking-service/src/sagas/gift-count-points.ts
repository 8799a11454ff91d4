import type { GiftCountPoints, GiftCountPointsUndo } from '../generated/sagas.ts';

/**
 * Step count-points of saga gift. Takes booking.trip.requested: Somebody wants to travel.
 *
 * It publishes one of booking.points.counted.
 *
 * What it writes through `context.tx` and publishes is committed together. A run that was given up before it
 * was begun here has nothing to do: see `undo`.
 */
export const act: GiftCountPoints = async (event, context) => {
  context.logger.info('booking.trip.requested arrived', { id: event.id });
};

/**
 * Undoes step count-points of saga gift. Takes booking.gift.refused.
 *
 * It publishes booking.points.removed.
 *
 * It may come twice, and before the step: remember the key, so that the step is not done afterwards. Where
 * there is nothing to undo it says the same.
 */
export const undo: GiftCountPointsUndo = async (event, context) => {
  context.logger.info('booking.gift.refused arrived', { id: event.id });
};
