import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { createMemoryLogger } from '../../../tests/support/service-fixture.ts';
import { type Database, openDatabase } from './database.ts';
import { sendTogether } from './send-together.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase('CREATE TABLE note (n int PRIMARY KEY CHECK (n < 9))');
  // One session: what a failure leaves in it, the next one finds.
  database = openDatabase(url, 1, createMemoryLogger());
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

const count = async () =>
  (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM note')).rows[0]?.n;

it('asks in order, and without waiting in between', async () => {
  const { transaction, answers } = await database.beginWith(1000, (tx) => [
    tx.query('INSERT INTO note VALUES (1)'),
    tx.query('SELECT n FROM note'),
    tx.query('DELETE FROM note RETURNING n'),
  ]);
  expect(answers.map(({ rows }) => rows)).toEqual([[], [{ n: 1 }], [{ n: 1 }]]);
  const sent: string[] = [];
  const { client } = transaction.tx;
  await sendTogether(client, () => [
    client.query('SELECT 1').then(() => sent.push('first answered')),
    (async () => {
      sent.push('second asked');
      await client.query('SELECT 2');
    })(),
  ]);
  expect(sent).toEqual(['second asked', 'first answered']);
  await transaction.rollback();
});

it('says what failed first; what was asked behind it has failed too, and nothing is left open', async () => {
  const answered: string[] = [];
  const opening = database.beginWith(1000, (tx) => [
    tx.query('INSERT INTO note VALUES (2)'),
    tx.query('INSERT INTO note VALUES (10)'),
    tx.query('INSERT INTO note VALUES (3)').catch((error: Error) => {
      answered.push(error.message);
      throw error;
    }),
  ]);
  await expect(opening).rejects.toMatchObject({ code: '23514' });
  expect(answered).toEqual([expect.stringContaining('current transaction is aborted')]);
  expect(await count()).toBe(0);
});

it('asks nothing where the transaction could not be opened', async () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
    const opening = database.beginWith(time, (tx) => [tx.query('INSERT INTO note VALUES (4)')]);
    await expect(opening).rejects.toThrow('is no time to wait for a lock');
  }
  // Refused by the server: what comes behind it is refused as well, and not written outside of a transaction.
  const opening = database.beginWith(2 ** 40, (tx) => [tx.query('INSERT INTO note VALUES (5)')]);
  await expect(opening).rejects.toMatchObject({ code: '22023' });
  expect(await count()).toBe(0);
});

it('waits no longer for a lock than it may, also with its first question', async () => {
  const other = openDatabase(database.url, 1, createMemoryLogger());
  const holder = await other.begin();
  await holder.tx.query('INSERT INTO note VALUES (6)');
  const opening = database.beginWith(200, (tx) => [tx.query('INSERT INTO note VALUES (6)')]);
  await expect(opening).rejects.toMatchObject({ code: '55P03' });
  await holder.rollback();
  await other.close();
  expect(await count()).toBe(0);
});

it('what runs before the commit keeps it from happening when it fails', async () => {
  const { transaction } = await database.beginWith(1000, () => []);
  await transaction.tx.query('INSERT INTO note VALUES (7)');
  transaction.beforeCommit(async () => {
    throw new Error('changed past its lock');
  });
  await expect(transaction.commit()).rejects.toThrow('changed past its lock');
  expect(await count()).toBe(0);
});

it('commits in the round trip of the last statements, unless one of them fails, in the server or before', async () => {
  const attempts: [string, unknown, unknown][] = [
    ['committed', 8, 'COMMIT'],
    ['refused by the server', 9, { code: '23514' }],
    ['refused by the driver', { toPostgres: () => raise('no value') }, { message: 'no value' }],
  ];
  for (const [, value, outcome] of attempts) {
    const { transaction } = await database.beginWith(1000, () => []);
    const { client, query } = transaction.tx;
    const asked = vi.spyOn(client, 'query');
    transaction.beforeCommit(async () => {
      await query('INSERT INTO note VALUES ($1)', [value]);
      asked.mockClear();
    });
    await query('DELETE FROM note WHERE n = 8');
    const commit = transaction.commit();
    const sent = asked.mock.calls.map(([text]) => text as unknown);
    expect(sent.includes('COMMIT')).toBe(typeof value === 'number');
    if (outcome === 'COMMIT') await commit;
    else await expect(commit).rejects.toMatchObject(outcome as object);
    asked.mockRestore();
    expect(await count()).toBe(1);
  }
});

function raise(message: string): never {
  throw new Error(message);
}

it('leaves the session to cursors and whatever else a team reads with', async () => {
  const { transaction } = await database.beginWith(1000, (tx) => [tx.query('SELECT 1')]);
  const { client } = transaction.tx as unknown as { client: { pipeline: boolean } };
  expect(client.pipeline).toBe(false);
  await transaction.commit();
});
