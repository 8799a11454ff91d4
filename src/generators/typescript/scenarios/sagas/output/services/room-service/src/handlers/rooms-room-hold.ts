import type { RoomsRoomHoldHandler } from '../generated/handlers.ts';

/**
 * Handles rooms.room.hold.
 *
 * It may publish rooms.room.held, rooms.room.full.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: RoomsRoomHoldHandler = async (event, context) => {
  context.logger.info('rooms.room.hold arrived', { id: event.id });
};
