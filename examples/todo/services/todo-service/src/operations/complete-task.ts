import type { CompleteTaskOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findTask, markCompleted } from '../tasks.ts';

/** Marks a task as done. Only the first time is news. */
export const serve: CompleteTaskOperation = ({ params: { todoId } }, context) =>
  context.transaction(async ({ tx, publish }) => {
    const completedAt = await markCompleted(tx, todoId);
    const task = await findTask(tx, todoId);
    if (task === undefined) throw new HttpError(404, `There is no task ${todoId}`);
    if (completedAt !== undefined) {
      await publish('todos.task.completed', {
        todoId,
        userId: task.userId,
        completedAt: completedAt.toISOString(),
      });
    }
    return task;
  });
