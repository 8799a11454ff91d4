import type { ListMessagesOperation } from '../generated/operations.ts';
import { findMessagesTo } from '../messages.ts';

/** What was sent to a person. */
export const serve: ListMessagesOperation = ({ params: { userId } }, { database }) =>
  findMessagesTo(database, userId);
