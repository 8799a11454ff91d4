import type { TodosTaskCreatedHandler } from '../generated/handlers.ts';
import { sendMessage } from '../messages.ts';

/** Confirms a new task. A title that is no template can't be rendered: such an event becomes a dead letter. */
export const handle: TodosTaskCreatedHandler = async ({ id, data }, { tx }) => {
  await sendMessage(tx, { eventId: id, userId: data.userId, subject: `{{name}}, you added: ${data.title}` });
};
