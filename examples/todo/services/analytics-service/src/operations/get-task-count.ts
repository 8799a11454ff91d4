import type { GetTaskCountOperation } from '../generated/operations.ts';
import { getTasksPerPerson } from '../generated/projections.ts';

/** How many tasks a person has added and completed; nobody known has none. */
export const serve: GetTaskCountOperation = async ({ params: { userId } }, { projection }) => {
  const row = await getTasksPerPerson(projection, userId);
  return { created: row?.created ?? 0, completed: row?.completed ?? 0 };
};
