import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createTestKit, type ServiceTestKit } from '../src/generated/testing.ts';

let kit: ServiceTestKit;
beforeEach(async () => {
  kit = await createTestKit();
});
afterEach(() => kit.close());

const body = { name: 'Ada', email: 'ada@example.com' };

test('an account is opened once, and told to all', async () => {
  const { response, published } = await kit.serve('registerAccount', { body });
  assert.deepEqual(
    published.map(({ name, key, data }) => ({ name, key, data })),
    [{ name: 'users.account.registered', key: response.userId, data: response }],
  );
  const again = await kit.serve('registerAccount', { body: { ...body, email: 'ADA@example.com' } });
  assert.deepEqual(again, { response, published: [] });
  await assert.rejects(kit.serve('registerAccount', { body: { ...body, name: 'Eve' } }), { status: 409 });
  await assert.rejects(kit.serve('registerAccount', { body: { ...body, email: 'nowhere' } }), {
    status: 400,
  });
});

test('others learn the name of an account, and no more', async () => {
  const { response } = await kit.serve('registerAccount', { body });
  const params = { userId: response.userId };
  assert.deepEqual((await kit.serve('getAccount', { params })).response, { name: 'Ada' });
  const unknown = { params: { userId: '0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa' } };
  await assert.rejects(kit.serve('getAccount', unknown), { status: 404 });
});
