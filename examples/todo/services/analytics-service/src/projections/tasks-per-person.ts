import type { TasksPerPersonProjection } from '../generated/projections.ts';

/** Counts, so that the order in which events arrive makes no difference. */
export const project: TasksPerPersonProjection = {
  'todos.task.created': () => ({ increment: { created: 1 } }),
  'todos.task.completed': () => ({ increment: { completed: 1 } }),
};
