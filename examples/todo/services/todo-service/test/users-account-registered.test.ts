import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, example, type ServiceTestKit } from '../src/generated/testing.ts';

let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit({ now: '2026-03-01T09:30:00Z' });
});
afterEach(() => kit.close());

test('a new person gets a first task, which is told to all', async () => {
  const account = { ...example('users.account.registered'), name: 'Grace' };
  const { published } = await kit.handle('users.account.registered', account, {
    id: 'registration-1',
    correlationId: 'sign-up',
  });
  const task = {
    todoId: '00000000-0000-7000-8000-000000000001',
    userId: account.userId,
    title: 'Welcome, Grace: look around',
  };
  assert.deepEqual(
    published.map(({ name, key, data }) => ({ name, key, data })),
    [{ name: 'todos.task.created', key: task.todoId, data: task }],
  );
  const { rows } = await kit.database.query(
    'SELECT todo_id AS "todoId", user_id AS "userId", title FROM task',
  );
  assert.deepEqual(rows, [task]);

  const envelope = published[0]?.envelope;
  assert.equal(envelope?.time, '2026-03-01T09:30:00.000Z');
  assert.equal(envelope?.correlationid, 'sign-up');
  assert.equal(envelope?.causationid, 'registration-1');
});

test('the same event again changes nothing', async () => {
  const account = example('users.account.registered');
  await kit.handle('users.account.registered', account, { id: 'registration-1' });
  const again = await kit.deliver('users.account.registered', account, { id: 'registration-1' });
  assert.equal(again.outcome, 'duplicate');
  assert.deepEqual(again.published, []);
  assert.equal((await kit.database.query('SELECT FROM task')).rowCount, 1);
});
