import type { Queryable } from './generated/runtime/contract.ts';
import type { Task } from './generated/schemas.ts';

export interface NewTask {
  readonly todoId: string;
  readonly userId: string;
  readonly title: string;
  /** RFC 3339. */
  readonly dueAt?: string;
}

interface TaskRow {
  readonly todo_id: string;
  readonly user_id: string;
  readonly title: string;
  readonly due_at: Date | null;
  readonly completed_at: Date | null;
}

/** Adds a task. @returns undefined if there is one with its id. */
export async function insertTask(database: Queryable, task: NewTask): Promise<Task | undefined> {
  const { rows } = await database.query<TaskRow>(
    `INSERT INTO task (todo_id, user_id, title, due_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (todo_id) DO NOTHING RETURNING *`,
    [task.todoId, task.userId, task.title, task.dueAt ?? null],
  );
  return rows[0] && toTask(rows[0]);
}

export async function findTask(database: Queryable, todoId: string): Promise<Task | undefined> {
  const { rows } = await database.query<TaskRow>('SELECT * FROM task WHERE todo_id = $1', [todoId]);
  return rows[0] && toTask(rows[0]);
}

/** The tasks of a person, oldest first. */
export async function findTasksOf(database: Queryable, userId: string): Promise<Task[]> {
  const { rows } = await database.query<TaskRow>(
    'SELECT * FROM task WHERE user_id = $1 ORDER BY created_at, todo_id LIMIT 1000',
    [userId],
  );
  return rows.map(toTask);
}

/** Marks a task as done. @returns when, or undefined if it is done already or does not exist. */
export async function markCompleted(database: Queryable, todoId: string): Promise<Date | undefined> {
  const { rows } = await database.query<{ readonly completed_at: Date }>(
    `UPDATE task SET completed_at = now() WHERE todo_id = $1 AND completed_at IS NULL RETURNING completed_at`,
    [todoId],
  );
  return rows[0]?.completed_at;
}

function toTask(row: TaskRow): Task {
  return {
    todoId: row.todo_id,
    userId: row.user_id,
    title: row.title,
    ...(row.due_at && { dueAt: row.due_at.toISOString() }),
    completed: row.completed_at !== null,
  };
}
