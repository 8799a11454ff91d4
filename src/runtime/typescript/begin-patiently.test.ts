import { expect, it } from 'vitest';
import { beginPatiently } from './begin-patiently.ts';
import type { OpenTransaction } from './database.ts';

const open = { transaction: {} as OpenTransaction, answers: [] as never };
const nothing = () => [] as const;
const failing = (times: number, error: Error) => {
  let calls = 0;
  return {
    calls: () => calls,
    beginWith: async () => {
      calls += 1;
      if (calls <= times) throw error;
      return open;
    },
  };
};
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const patience = { lockTimeoutMs: 1, patienceMs: 60_000, aborted: new AbortController().signal };

it.each([
  away,
  Object.assign(new Error('the database system is starting up'), { code: '57P03' }),
  new Error('Connection terminated unexpectedly'),
])('waits for a database that is away: %s', async (error) => {
  const database = failing(2, error);
  expect(await beginPatiently(database, patience, nothing)).toBe(open);
  expect(database.calls()).toBe(3);
});

it('does not wait out an overload, nor a database that refuses', async () => {
  for (const message of ['timeout exceeded when trying to connect', 'password authentication failed']) {
    const database = failing(1, new Error(message));
    await expect(beginPatiently(database, patience, nothing)).rejects.toThrow(message);
    expect(database.calls()).toBe(1);
  }
});

it('waits no longer than it may, and not while the service stops', async () => {
  await expect(beginPatiently(failing(9, away), { ...patience, patienceMs: 0 }, nothing)).rejects.toBe(away);
  await expect(
    beginPatiently(failing(9, away), { ...patience, aborted: AbortSignal.abort() }, nothing),
  ).rejects.toBe(away);
});
