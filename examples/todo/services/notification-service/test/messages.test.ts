import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, example, type ServiceTestKit } from '../src/generated/testing.ts';

let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

const account = example('users.account.registered');

async function subjects(): Promise<string[]> {
  const { response } = await kit.serve('listMessages', { params: { userId: account.userId } });
  return response.map(({ subject }) => subject);
}

test('people are told what happens to their tasks', async () => {
  await kit.handle('users.account.registered', account);
  await kit.handle('todos.task.created', { ...example('todos.task.created'), userId: account.userId });
  await kit.handle('todos.task.completed', { ...example('todos.task.completed'), userId: account.userId });
  assert.deepEqual(await subjects(), ['Welcome, Ada', 'Ada, you added: Buy groceries', 'Well done, Ada']);
});

test('a task of somebody unknown waits for the account', async () => {
  const task = { ...example('todos.task.created'), userId: account.userId };
  const early = await kit.deliver('todos.task.created', task, { id: 'task-1' });
  assert.equal(early.status, 'RETRY');
  await kit.handle('users.account.registered', account);
  const late = await kit.handle('todos.task.created', task, { id: 'task-1' });
  assert.equal(late.consumers[0]?.attempt, 2);
  assert.deepEqual(await subjects(), ['Welcome, Ada', 'Ada, you added: Buy groceries']);
});

test('a title that is no template becomes a dead letter', async () => {
  await kit.handle('users.account.registered', account);
  const task = { ...example('todos.task.created'), userId: account.userId, title: '{{broken' };
  const { outcome, status, error } = await kit.deliver('todos.task.created', task);
  assert.deepEqual({ outcome, status }, { outcome: 'dead-lettered', status: 'SUCCESS' });
  assert.match(error?.message ?? '', /placeholder that is not closed/);
  assert.deepEqual(await subjects(), ['Welcome, Ada']);
});

test('the first version of a task has a name in place of a title', async () => {
  await kit.handle('users.account.registered', account);
  const { title, ...rest } = { ...example('todos.task.created'), userId: account.userId };
  const old = {
    ...{ specversion: '1.0', id: 'old-1', source: '/todo/todo-service', type: 'todos.task.created' },
    dataschema: 'urn:eda:todo:todos.task.created/1.0.0',
    data: { ...rest, name: title },
  };
  const { outcome } = await kit.deliverBody('todos.task.created', JSON.stringify(old));
  assert.equal(outcome, 'handled');
  assert.deepEqual(await subjects(), ['Welcome, Ada', 'Ada, you added: Buy groceries']);
});

test('what is no event is kept, and stops nothing', async () => {
  const { outcome, status } = await kit.deliverBody('todos.task.created', '{"id":');
  assert.deepEqual({ outcome, status }, { outcome: 'refused', status: 'SUCCESS' });
  const { rows } = await kit.database.query('SELECT reason, envelope FROM eda.dead_letter');
  assert.deepEqual(rows, [{ reason: 'invalid', envelope: '{"id":' }]);
});
