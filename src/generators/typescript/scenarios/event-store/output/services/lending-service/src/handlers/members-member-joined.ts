import type { MembersMemberJoinedHandler } from '../generated/handlers.ts';

/**
 * Handles members.member.joined.
 *
 * It publishes nothing.
 *
 * What it writes through `context.tx` is committed together with the note that the event was handled, so a
 * second delivery changes nothing. Throw `RetryableError` to get the event again later, `DropError` to give
 * it up in silence; anything else that is thrown makes it a dead letter.
 */
export const handle: MembersMemberJoinedHandler = async (event, context) => {
  context.logger.info('members.member.joined arrived', { id: event.id });
};
