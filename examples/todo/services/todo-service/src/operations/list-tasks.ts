import type { ListTasksOperation } from '../generated/operations.ts';
import { findTasksOf } from '../tasks.ts';

/** The tasks of a person. While user-service is down they belong to "Someone": the fallback of the design. */
export const serve: ListTasksOperation = async ({ params: { userId } }, context) => {
  const [tasks, owner] = await Promise.all([
    findTasksOf(context.database, userId),
    context.call['user-service'].getAccount({ params: { userId } }, { signal: context.signal }),
  ]);
  return { owner, tasks };
};
