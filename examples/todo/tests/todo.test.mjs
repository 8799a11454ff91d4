import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  aWhile,
  countOf,
  eventually,
  notification,
  register,
  subjectsTo,
  titlesOf,
  todo,
  user,
} from './client.mjs';

const welcomeTask = 'Welcome, Ada: look around';

describe('a new person', () => {
  it('gets a first task, and is told so', async () => {
    const { userId } = await register();
    await eventually(async () => assert.deepEqual(await titlesOf(userId), [welcomeTask]));
    await eventually(async () => {
      assert.deepEqual(
        new Set(await subjectsTo(userId)),
        new Set(['Welcome, Ada', `Ada, you added: ${welcomeTask}`]),
      );
    });
  });

  it('who registers twice has one account and is welcomed once', async () => {
    const account = await register();
    const again = await user.post('/accounts', { name: account.name, email: account.email.toUpperCase() });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, account);
    await eventually(async () => assert.equal((await subjectsTo(account.userId)).length, 2));
    await aWhile();
    assert.equal((await subjectsTo(account.userId)).length, 2);
  });

  it('is known to others by name only', async () => {
    const { userId } = await register();
    const { body } = await todo.get(`/people/${userId}/tasks`);
    assert.deepEqual(body.owner, { name: 'Ada' });
  });
});

describe('tasks', () => {
  it('are counted when they are added and when they are done', async () => {
    const { userId } = await register();
    const first = await todo.post('/tasks', { userId, title: 'Buy groceries' });
    const second = await todo.post('/tasks', { userId, title: 'Call Grace', dueAt: '2030-01-01T00:00:00Z' });
    assert.deepEqual([first.status, second.status], [200, 200]);
    const done = await todo.put(`/tasks/${first.body.todoId}/completion`);
    assert.deepEqual(done, { status: 200, body: { ...first.body, completed: true } });

    // The two, and the first one of every new person.
    await eventually(async () => assert.deepEqual(await countOf(userId), { created: 3, completed: 1 }));
    const { body } = await todo.get(`/people/${userId}/tasks`);
    assert.equal(body.owner.name, 'Ada');
    const named = body.tasks.filter((task) => task.title !== welcomeTask);
    assert.deepEqual(
      named.map(({ title, completed }) => ({ title, completed })),
      [
        { title: 'Buy groceries', completed: true },
        { title: 'Call Grace', completed: false },
      ],
    );
    await eventually(async () => assert.ok((await subjectsTo(userId)).includes('Well done, Ada')));
  });

  it('of a repeated request are there once, and so is what follows', async () => {
    const { userId } = await register();
    const request = { todoId: randomUUID(), userId, title: 'Once' };
    const answers = await Promise.all([1, 2, 3].map(() => todo.post('/tasks', request)));
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const completions = await Promise.all(
      [1, 2, 3].map(() => todo.put(`/tasks/${request.todoId}/completion`)),
    );
    for (const { status, body } of completions) assert.deepEqual([status, body.completed], [200, true]);

    await eventually(async () => assert.deepEqual(await countOf(userId), { created: 2, completed: 1 }));
    // Each service takes events at its own pace.
    await eventually(async () => assert.equal((await subjectsTo(userId)).length, 4));
    await aWhile();
    assert.deepEqual(await countOf(userId), { created: 2, completed: 1 });
    const subjects = await subjectsTo(userId);
    assert.equal(subjects.filter((subject) => subject === 'Ada, you added: Once').length, 1);
    assert.equal(subjects.filter((subject) => subject === 'Well done, Ada').length, 1);
  });

  it('are refused with a reason', async () => {
    const { userId } = await register();
    const invalid = await todo.post('/tasks', { userId, title: '' });
    assert.equal(invalid.status, 400);
    assert.deepEqual(
      invalid.body.issues.map(({ path }) => path),
      ['title'],
    );
    assert.equal((await todo.put(`/tasks/${randomUUID()}/completion`)).status, 404);
    assert.equal((await todo.put('/tasks/no-uuid/completion')).status, 400);
    const todoId = randomUUID();
    assert.equal((await todo.post('/tasks', { todoId, userId, title: 'Mine' })).status, 200);
    assert.equal((await todo.post('/tasks', { todoId, userId, title: 'Another' })).status, 409);
  });
});

describe('an event that can not be handled', () => {
  it('is kept as a dead letter with its reason, and holds nothing up', async () => {
    const { userId } = await register();
    const poison = await todo.post('/tasks', { userId, title: 'Buy {{milk' });
    await todo.post('/tasks', { userId, title: 'Buy bread' });
    await eventually(async () => assert.ok((await subjectsTo(userId)).includes('Ada, you added: Buy bread')));

    const token = process.env.EDA_ADMIN_TOKEN;
    assert.ok(token, 'EDA_ADMIN_TOKEN must be the one that the services run with');
    const letter = await eventually(async () => {
      const { status, body } = await notification.get('/eda/dlq', { authorization: `Bearer ${token}` });
      assert.equal(status, 200);
      const found = body.deadLetters.find(({ key }) => key === poison.body.todoId);
      assert.ok(found);
      return found;
    });
    assert.equal(letter.consumer, 'notification-service/todos.task.created');
    assert.equal(letter.reason, 'failed');
    assert.match(letter.error, /placeholder/);
    // To analytics-service it is an event like any other.
    await eventually(async () => assert.deepEqual(await countOf(userId), { created: 3, completed: 0 }));
  });
});
