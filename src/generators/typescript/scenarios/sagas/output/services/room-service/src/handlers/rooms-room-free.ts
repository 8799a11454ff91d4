import type { RoomsRoomFreeHandler } from '../generated/handlers.ts';

/**
 * Handles rooms.room.free.
 *
 * It may publish rooms.room.freed.
 *
 * What it writes through `context.tx` and publishes is committed together with the note that the event was
 * handled, so a second delivery changes nothing. Throw `RetryableError` to get the event again later,
 * `DropError` to give it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: RoomsRoomFreeHandler = async (event, context) => {
  context.logger.info('rooms.room.free arrived', { id: event.id });
};
