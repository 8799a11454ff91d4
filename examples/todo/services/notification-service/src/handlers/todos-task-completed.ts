import type { TodosTaskCompletedHandler } from '../generated/handlers.ts';
import { sendMessage } from '../messages.ts';

/** Congratulates. */
export const handle: TodosTaskCompletedHandler = async ({ id, data }, { tx }) => {
  await sendMessage(tx, { eventId: id, userId: data.userId, subject: 'Well done, {{name}}' });
};
