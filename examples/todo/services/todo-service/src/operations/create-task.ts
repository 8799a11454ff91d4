import type { CreateTaskOperation } from '../generated/operations.ts';
import { HttpError } from '../generated/runtime/errors.ts';
import { findTask, insertTask } from '../tasks.ts';

/** Adds a task. A repeated request (same `todoId`) answers with the task that is there and publishes nothing. */
export const serve: CreateTaskOperation = ({ body }, context) =>
  context.transaction(async ({ tx, publish }) => {
    const task = { ...body, todoId: body.todoId ?? context.newId() };
    const created = await insertTask(tx, task);
    if (created !== undefined) {
      await publish('todos.task.created', task);
      return created;
    }
    const existing = await findTask(tx, task.todoId);
    if (existing === undefined || existing.userId !== task.userId || existing.title !== task.title) {
      throw new HttpError(409, `Another task has the id ${task.todoId}`);
    }
    return existing;
  });
