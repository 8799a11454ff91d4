/** Run it while user-service is stopped: `node --test tests/user-service-down.test.mjs`. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { countOf, eventually, todo, user } from './client.mjs';

describe('without user-service', () => {
  before(async () => {
    assert.equal(await user.isUp(), false, 'user-service is up: stop it first');
  });

  it('tasks are listed all the same, for someone', async () => {
    const userId = randomUUID();
    await todo.post('/tasks', { userId, title: 'Carry on' });
    const { status, body } = await todo.get(`/people/${userId}/tasks`);
    assert.equal(status, 200);
    assert.deepEqual(body.owner, { name: 'Someone' });
    assert.deepEqual(
      body.tasks.map(({ title }) => title),
      ['Carry on'],
    );
    await eventually(async () => assert.deepEqual(await countOf(userId), { created: 1, completed: 0 }));
  });

  it('the circuit breaker opens: answers stop waiting for it', async () => {
    const path = `/people/${randomUUID()}/tasks`;
    await eventually(async () => {
      const start = Date.now();
      assert.deepEqual((await todo.get(path)).body.owner, { name: 'Someone' });
      const took = Date.now() - start;
      assert.ok(took < 250, `the answer took ${took} ms`);
    });
  });
});
