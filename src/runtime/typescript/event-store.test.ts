import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type AccountCommand,
  type AccountState,
  accountCode,
  createAccount,
  createBank,
  createBankRuntime,
  createStored,
} from '../../../tests/support/aggregate-fixture.ts';
import { startPostgres, type TestPostgres } from '../../../tests/support/postgres.ts';
import { runtimeSchema } from '../../../tests/support/runtime-schema.ts';
import { createMemoryLogger, until } from '../../../tests/support/service-fixture.ts';
import type { Aggregate, AggregateCode } from './aggregate-contract.ts';
import { readHorizon } from './append-horizon.ts';
import { type Database, openDatabase } from './database.ts';
import { appendEvents } from './event-store.ts';
import { runUnitOfWork } from './operation.ts';
import type { ServiceRuntime } from './service-runtime.ts';

let postgres: TestPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  database = openDatabase(await postgres.createDatabase(runtimeSchema), 16, createMemoryLogger());
});
afterEach(() => database.close());

type Account = Aggregate<AccountCommand, AccountState>;
const accountOf = (unit: { readonly aggregates: object }) =>
  (unit.aggregates as { readonly account: Account }).account;
const pay = (runtime: ServiceRuntime, key: string, amount: number, times = 1) =>
  runUnitOfWork(runtime, (unit) => accountOf(unit).execute(key, { key, pay: amount, times }));
const load = (runtime: ServiceRuntime, key: string) =>
  runUnitOfWork(runtime, (unit) => accountOf(unit).load(key));
const versions = async (key: string) =>
  (
    await database.query<{ version: number }>(
      'SELECT version FROM eda.event WHERE stream = $1 ORDER BY position',
      [`account/${key}`],
    )
  ).rows.map(({ version }) => version);

describe('the event store', () => {
  test('keeps what was decided, in order, and what is published in the same transaction', async () => {
    const runtime = createBankRuntime(database, createBank());
    expect(await pay(runtime, 'a', 5)).toMatchObject({ version: 1, state: { balance: 5 } });
    expect(await pay(runtime, 'a', 2, 3)).toMatchObject({ version: 4, state: { balance: 11 } });
    const told = await runUnitOfWork(runtime, (unit) =>
      accountOf(unit).execute('a', { publish: 1, key: 'a' }),
    );
    expect(told.position).toBeGreaterThan(0);
    expect(await versions('a')).toEqual([1, 2, 3, 4, 5]);
    const { rows } = await database.query<{ event_id: string; same: boolean }>(
      `SELECT o.event_id, o.event_id = e.event_id AS same FROM eda.outbox o, eda.event e WHERE e.type = 'account.told'`,
    );
    expect(rows).toEqual([{ event_id: expect.any(String), same: true }]);
    await expect(
      runUnitOfWork(runtime, async (unit) => {
        await accountOf(unit).execute('a', { publish: 1, key: 'a' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await versions('a')).toHaveLength(5);
    expect((await database.query('SELECT 1 FROM eda.outbox')).rows).toHaveLength(1);
  });

  test('refuses what the design or the domain refuses, and stores nothing', async () => {
    const runtime = createBankRuntime(database, createBank());
    await expect(pay(runtime, 'a', -1)).rejects.toThrow('There are 0 only');
    await expect(
      runUnitOfWork(runtime, (unit) => accountOf(unit).execute('a', { pay: 1, key: 'b' })),
    ).rejects.toThrow("'account.paid' was decided for account 'a', but its data say 'b'");
    await expect(
      runUnitOfWork(runtime, (unit) => accountOf(unit).execute('a', { pay: 'x' as never, key: 'a' })),
    ).rejects.toThrow('n: must be a number');
    expect((await database.query('SELECT 1 FROM eda.event')).rows).toEqual([]);
  });

  test('lets many decide at once: each decides on what the others stored, nobody is lost', async () => {
    const runtime = createBankRuntime(database, createBank());
    await pay(runtime, 'a', 10);
    const takers = Array.from({ length: 14 }, async () => {
      // Who comes last too often is told so, and tries again.
      for (;;) {
        try {
          return await pay(runtime, 'a', -1);
        } catch (error) {
          if ((error as Error).name !== 'ConcurrencyError') throw error;
        }
      }
    });
    const ends = await Promise.allSettled(takers);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason.message).toBe('There are 0 only');
    expect(await versions('a')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect((await load(runtime, 'a')).state).toEqual({ balance: 0, events: 11 });
  });

  test('gives a decision up that others always overtake, and says that trying later helps', async () => {
    const overtaken: AggregateCode = {
      ...accountCode,
      decide: ((command: AccountCommand, state: AccountState) => {
        overtake?.();
        return accountCode.decide(command as never, state as never);
      }) as AggregateCode['decide'],
    };
    let overtake: (() => void) | undefined;
    const bank = createBank();
    const runtime = createBankRuntime(database, {
      ...bank,
      wiring: { ...bank.wiring, aggregates: { account: overtaken } },
    });
    let decisions = 0;
    const waits: Promise<unknown>[] = [];
    overtake = () => {
      decisions += 1;
      waits.push(
        database.query(
          `INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
           SELECT nextval('eda.event_position'), 'account/a', 1 + (SELECT count(*) FROM eda.event), gen_random_uuid(), 'account.paid', '1.0.0', '{"key":"a","n":1}'`,
        ),
      );
    };
    const slow = {
      ...database,
      begin: async () => {
        const transaction = await database.begin();
        const { tx } = transaction;
        // The other one is there before the append.
        const query: typeof tx.query = async (text, values) => {
          await Promise.all(waits);
          return tx.query(text, values);
        };
        return { ...transaction, tx: { ...tx, query } };
      },
    };
    await expect(pay({ ...runtime, database: slow }, 'a', 1)).rejects.toMatchObject({
      name: 'ConcurrencyError',
    });
    expect(decisions).toBe(4);
  });

  test('several events of one decision are all there or none', async () => {
    await appendEvents(database, 's/1', 0, [newEvent(1)]);
    expect(await appendEvents(database, 's/1', 0, [newEvent(1), newEvent(2), newEvent(3)])).toBeUndefined();
    expect((await database.query('SELECT 1 FROM eda.event')).rows).toHaveLength(1);
    const positions = await appendEvents(database, 's/1', 1, [newEvent(2), newEvent(3), newEvent(4)]);
    expect(positions).toEqual([...(positions ?? [])].sort((a, b) => a - b));
    const { rows } = await database.query<{ version: number; n: number }>(
      `SELECT version, (data->>'n')::int AS n FROM eda.event WHERE stream = 's/1' ORDER BY position`,
    );
    expect(rows).toEqual([1, 2, 3, 4].map((version) => ({ version, n: version })));
  });

  test('reads old versions as new ones, and names what cannot be read', async () => {
    const paid = createStored({
      version: '2.0.0',
      upcasters: [
        {
          version: '1.0.0',
          upcast: (data) => {
            const { key, amount } = data as { key: string; amount: number };
            if (amount === 13) throw new Error('unlucky');
            return { key, n: amount };
          },
        },
      ],
    });
    const bank = createBank({ aggregates: [createAccount({ events: [paid] })] });
    const runtime = createBankRuntime(database, bank);
    const insert = (key: string, version: number, schema: string, data: object, type = 'account.paid') =>
      database.query(
        `INSERT INTO eda.event (position, stream, version, event_id, type, schema, data)
         VALUES (nextval('eda.event_position'), $1, $2, gen_random_uuid(), $3, $4, $5)`,
        [`account/${key}`, version, type, schema, JSON.stringify(data)],
      );
    await insert('old', 1, '1.0.0', { key: 'old', amount: 4 });
    expect(await pay(runtime, 'old', 1)).toMatchObject({ state: { balance: 5 } });
    await insert('gap', 1, '2.0.0', { key: 'gap', n: 1 });
    await insert('gap', 3, '2.0.0', { key: 'gap', n: 1 });
    await expect(load(runtime, 'gap')).rejects.toThrow(
      'Stream account/gap has a gap: version 2 is missing, 3 follows',
    );
    await insert('broken', 1, '2.0.0', { key: 'broken', n: 'one' });
    await expect(load(runtime, 'broken')).rejects.toThrow(
      'Stream account/broken cannot be read at version 1, account.paid 2.0.0: the data do not fit the schema: n: must be a number',
    );
    await insert('unlucky', 1, '1.0.0', { key: 'unlucky', amount: 13 });
    await expect(load(runtime, 'unlucky')).rejects.toThrow('upcasting from 1.0.0 failed: unlucky');
    await insert('foreign', 1, '1.0.0', {}, 'account.gone');
    await expect(pay(runtime, 'foreign', 1)).rejects.toThrow('the design does not store it');
    expect((await load(runtime, 'old')).version).toBe(2);
  });

  test('keeps hostile keys apart', async () => {
    const runtime = createBankRuntime(database, createBank());
    const keys = ["a'; DROP TABLE eda.event; --", '../..', '', '%', 'ä/ö', 'x'.repeat(5000), '\u0001'];
    for (const key of keys) await pay(runtime, key, 1);
    for (const key of keys) expect((await load(runtime, key)).version).toBe(1);
  });
});

describe('snapshots', () => {
  const every = (snapshotEvery: number) => createBank({ aggregates: [createAccount({ snapshotEvery })] });
  const snapshot = async () =>
    (await database.query<{ version: number; shape: string }>('SELECT version, shape FROM eda.snapshot'))
      .rows[0];

  test('are written every so many events, and loading begins there', async () => {
    const runtime = createBankRuntime(database, every(10));
    await pay(runtime, 'a', 1, 9);
    expect(await snapshot()).toBeUndefined();
    await pay(runtime, 'a', 1, 3);
    await until(async () => (await snapshot())?.version === 12, 'the snapshot');
    // Were it not used, this would be seen.
    await database.query(`UPDATE eda.snapshot SET state = '{"balance":1000,"events":12}'`);
    expect(await pay(runtime, 'a', 1)).toMatchObject({ version: 13, state: { balance: 1001 } });
  });

  test('of another shape are ignored, and replaced', async () => {
    const runtime = createBankRuntime(database, every(5));
    await pay(runtime, 'a', 1, 5);
    await until(async () => (await snapshot()) !== undefined, 'the snapshot');
    const shape = (await snapshot())?.shape;
    const other: AggregateCode = {
      ...accountCode,
      evolve: {
        'account.paid': ((state: AccountState, { n }: { n: number }) => ({
          balance: state.balance + n,
          events: state.events + 1,
          doubled: 2 * (state.balance + n),
        })) as never,
        'account.told': ((state: AccountState) => state) as never,
      },
    };
    const bank = every(5);
    const newer = createBankRuntime(database, {
      ...bank,
      wiring: { ...bank.wiring, aggregates: { account: other } },
    });
    expect((await load(newer, 'a')).state).toEqual({ balance: 5, events: 5, doubled: 10 });
    await pay(newer, 'a', 1);
    await until(async () => (await snapshot())?.shape !== shape, 'the new snapshot');
    expect(await snapshot()).toMatchObject({ version: 6 });
  });

  test('that would come back as something else are not kept', async () => {
    const dated: AggregateCode = {
      ...accountCode,
      evolve: { ...accountCode.evolve, 'account.paid': (() => ({ at: new Date(), balance: 0 })) as never },
    };
    const bank = every(2);
    const runtime = createBankRuntime(database, {
      ...bank,
      wiring: { ...bank.wiring, aggregates: { account: dated } },
    });
    await pay(runtime, 'a', 1, 3);
    await until(
      () => runtime.logger.lines.some(({ message }) => message === 'snapshot not kept'),
      'the warning',
    );
    expect(await snapshot()).toBeUndefined();
  });
});

describe('the append horizon', () => {
  test('loses nothing and keeps the order while many write, some roll back, and a stranger stays open', async () => {
    const stranger = await database.begin();
    // Holds a snapshot and a row of its own: what a reader by transaction ids would wait for.
    await stranger.tx.query('CREATE TABLE public.elsewhere (n int)');
    let writing = true;
    const written: number[] = [];
    const write = async (writer: number) => {
      for (let n = 0; n < 60; n += 1) {
        const transaction = await database.begin();
        const positions = await appendEvents(
          transaction.tx,
          `w/${writer}-${n}`,
          0,
          Array.from({ length: 1 + (n % 3) }, () => newEvent(n)),
        );
        // Who has a lower position commits later, now and then.
        if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
        if (n % 11 === 10) await transaction.rollback();
        else {
          await transaction.commit();
          written.push(...(positions ?? []));
        }
      }
    };
    const read: number[] = [];
    const reader = (async () => {
      let after = 0;
      for (let last = false; !last; ) {
        last = !writing;
        const safe = await readHorizon(database, 10_000);
        if (safe === undefined) throw new Error('an append stays open');
        const { rows } = await database.query<{ position: string }>(
          'SELECT position FROM eda.event WHERE position > $1 AND position <= $2 ORDER BY position',
          [after, safe],
        );
        read.push(...rows.map(({ position }) => Number(position)));
        after = safe;
      }
    })();
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    writing = false;
    await reader;
    expect(read).toEqual([...written].sort((a, b) => a - b));
    await stranger.rollback();
  });

  test('waits for an append that is open, and for nothing else', async () => {
    const open = await database.begin();
    await appendEvents(open.tx, 'o/1', 0, [newEvent(1)]);
    await appendEvents(database, 'o/2', 0, [newEvent(2)]);
    expect(await readHorizon(database, 50)).toBeUndefined();
    const waiting = readHorizon(database, 10_000);
    // One that begins later is behind the horizon: it is not waited for.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const later = await database.begin();
    await appendEvents(later.tx, 'o/3', 0, [newEvent(3)]);
    await open.commit();
    expect(await waiting).toBe(2);
    await later.rollback();
    expect(await readHorizon(database, 1000)).toBe(3);
  });
});

function newEvent(n: number) {
  return {
    id: crypto.randomUUID(),
    type: 'account.paid',
    schema: '1.0.0',
    data: JSON.stringify({ key: 'k', n }),
    meta: null,
    at: '2026-01-01T00:00:00Z',
  };
}
