import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, type ServiceTestKit } from '../src/generated/testing.ts';

const userId = '0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa';
let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit({
    calls: {
      'user-service': { getAccount: async ({ params }) => ({ name: `Person ${params.userId.slice(0, 4)}` }) },
    },
  });
});
afterEach(() => kit.close());

test('a task is added once, whoever repeats the request', async () => {
  const first = await kit.serve('createTask', { body: { userId, title: 'Buy groceries' } });
  assert.deepEqual(
    first.published.map(({ name }) => name),
    ['todos.task.created'],
  );
  const { todoId } = first.response;
  const again = await kit.serve('createTask', { body: { todoId, userId, title: 'Buy groceries' } });
  assert.deepEqual(again, { response: first.response, published: [] });
  const other = { body: { todoId, userId, title: 'Sell groceries' } };
  await assert.rejects(kit.serve('createTask', other), { status: 409 });
});

test('only the first completion is news', async () => {
  const { response: task } = await kit.serve('createTask', { body: { userId, title: 'Buy groceries' } });
  const params = { todoId: task.todoId };
  const done = await kit.serve('completeTask', { params });
  assert.equal(done.response.completed, true);
  assert.deepEqual(
    done.published.map(({ name, key }) => ({ name, key })),
    [{ name: 'todos.task.completed', key: task.todoId }],
  );
  assert.deepEqual((await kit.serve('completeTask', { params })).published, []);
  await assert.rejects(kit.serve('completeTask', { params: { todoId: userId } }), { status: 404 });
});

test('a list has the name of its owner', async () => {
  await kit.serve('createTask', { body: { userId, title: 'Buy groceries' } });
  const { response } = await kit.serve('listTasks', { params: { userId } });
  assert.deepEqual(response.owner, { name: 'Person 0c52' });
  assert.deepEqual(
    response.tasks.map(({ title }) => title),
    ['Buy groceries'],
  );
});
