import type { UsersAccountRegisteredHandler } from '../generated/handlers.ts';
import { insertTask } from '../tasks.ts';

/** Gives a new person a first task, once: the inbox knows an event that comes again. */
export const handle: UsersAccountRegisteredHandler = async ({ data }, { tx, publish, newId }) => {
  const task = { todoId: newId(), userId: data.userId, title: `Welcome, ${data.name}: look around` };
  await insertTask(tx, task);
  await publish('todos.task.created', task);
};
