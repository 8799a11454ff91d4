import type { UsersAccountRegisteredHandler } from '../generated/handlers.ts';
import { saveRecipient, sendMessage } from '../messages.ts';

/** Remembers whom to write to and welcomes them. */
export const handle: UsersAccountRegisteredHandler = async ({ id, data }, { tx }) => {
  await saveRecipient(tx, data);
  await sendMessage(tx, { eventId: id, userId: data.userId, subject: 'Welcome, {{name}}' });
};
