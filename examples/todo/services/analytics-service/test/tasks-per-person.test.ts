import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { getTasksPerPerson } from '../src/generated/projections.ts';
import { createTestKit, example, type ServiceTestKit } from '../src/generated/testing.ts';

let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

test('counts what each person added and completed, in whatever order it is told', async () => {
  const created = example('todos.task.created');
  const completed = example('todos.task.completed');
  await kit.handle('todos.task.completed', completed);
  await kit.handle('todos.task.created', created);
  await kit.handle('todos.task.created', { ...created, todoId: 'b52b8b19-5a8c-4a6a-8f0a-1f6f1f0f0f01' });
  const { userId } = created;
  assert.deepEqual(await getTasksPerPerson(kit.projection, userId), {
    user_id: userId,
    created: 2,
    completed: 1,
  });
  const { response } = await kit.serve('getTaskCount', { params: { userId } });
  assert.deepEqual(response, { created: 2, completed: 1 });
});

test('an event that comes again is counted once', async () => {
  const created = example('todos.task.created');
  for (const outcome of ['handled', 'duplicate'])
    assert.equal((await kit.deliver('todos.task.created', created, { id: 'task-1' })).outcome, outcome);
  assert.equal((await getTasksPerPerson(kit.projection, created.userId))?.created, 1);
});

test('nobody known has no tasks', async () => {
  const { response } = await kit.serve('getTaskCount', {
    params: { userId: example('todos.task.created').userId },
  });
  assert.deepEqual(response, { created: 0, completed: 0 });
});
