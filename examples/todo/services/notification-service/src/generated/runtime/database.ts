import { Pool, type PoolClient } from 'pg';
import type { Logger, Queryable, Transaction } from './contract.ts';
import type { Message } from './message.ts';
import { writeOutbox } from './outbox.ts';
import { createSavepointPool } from './savepoint-pool.ts';
import { type Questions, sendTogether } from './send-together.ts';
import { planName } from './statements.ts';

export interface Database extends Queryable {
  readonly url: string;
  /** Opens a transaction. `lockTimeoutMs`: waiting longer for a row fails with SQLSTATE 55P03. */
  begin(lockTimeoutMs?: number): Promise<OpenTransaction>;
  /**
   * Opens a transaction and asks the first questions in it, all in one round trip: each is begun before `first` returns.
   * @throws what opening it or a question threw; nothing is left open then
   */
  beginWith<Answers extends readonly unknown[]>(
    lockTimeoutMs: number,
    first: (tx: Queryable) => Questions<Answers>,
  ): Promise<{ readonly transaction: OpenTransaction; readonly answers: Answers }>;
  /** Connections at most. */
  readonly size: number;
  close(): Promise<void>;
}

/** A transaction in the hands of the runtime; exactly one of the last three ends it. */
export interface OpenTransaction {
  readonly tx: Transaction;
  /**
   * Has `commit` ask for a statement in the same round trip, before it writes the outbox. It may be committed before the
   * answer is read: where it must not be, the statement itself fails.
   */
  beforeCommit(work: () => Promise<void>): void;
  /** Adds to what `commit` writes to the outbox. */
  enqueue(message: Message): void;
  /** Runs `work` when the transaction is committed, and only then. */
  afterCommit(work: () => void): void;
  /** Writes the outbox, then commits. Rolls back and throws if the transaction can't be committed. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Ends the session itself: nothing that still runs on it can commit. */
  destroy(): void;
}

/** Opens a pool. Connections are made when needed, so this succeeds while the database is down. */
export function openDatabase(
  url: string,
  size: number,
  logger: Logger,
  onCommitted: (lanes: readonly number[]) => void = () => {},
): Database {
  const pool = new Pool({
    connectionString: url,
    max: size,
    // A pool without free connections is an overload, answered RETRY rather than waited out.
    connectionTimeoutMillis: 10_000,
    application_name: 'eda',
  });
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool.on('error', (error) => logger.warn('database connection lost', { error: error.message }));
  return {
    url,
    size,
    query: (text, values) => query(pool, text, values),
    begin: async (lockTimeoutMs) => {
      const { transaction } = await begin(await pool.connect(), lockTimeoutMs, onCommitted, () => []);
      return transaction;
    },
    beginWith: async (lockTimeoutMs, first) => begin(await pool.connect(), lockTimeoutMs, onCommitted, first),
    close: () => pool.end(),
  };
}

async function begin<Answers extends readonly unknown[]>(
  client: PoolClient,
  lockTimeoutMs: number | undefined,
  onCommitted: (lanes: readonly number[]) => void,
  first: (tx: Queryable) => Questions<Answers>,
): Promise<{ readonly transaction: OpenTransaction; readonly answers: Answers }> {
  const transaction = hold(client, onCommitted);
  try {
    const [, ...answers] = await sendTogether<[unknown, ...Answers]>(client, () => [
      client.query(openingText(lockTimeoutMs)),
      ...first(transaction.tx),
    ]);
    return { transaction, answers: answers as unknown as Answers };
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

/** The simple protocol takes several statements. @throws TypeError before anything is sent, if the time is none. */
function openingText(lockTimeoutMs: number | undefined): string {
  if (lockTimeoutMs === undefined) return 'BEGIN';
  const limit = Math.ceil(lockTimeoutMs);
  if (!Number.isSafeInteger(limit)) throw new TypeError(`${lockTimeoutMs} is no time to wait for a lock`);
  return `BEGIN; SET LOCAL lock_timeout = ${limit}`;
}

function hold(client: PoolClient, onCommitted: (lanes: readonly number[]) => void): OpenTransaction {
  const messages: Message[] = [];
  const lastStatements: (() => Promise<void>)[] = [];
  const followUps: (() => void)[] = [];
  let open = true;
  let isEnding = false;
  /** Of the last statements: how many are on their way to the server. */
  let left = 0;
  // Without a listener, an error of a connection in use ends the process; the query that runs reports it.
  const ignore = () => {};
  const end = (broken?: boolean | Error) => {
    if (!open) return;
    open = false;
    client.removeListener('error', ignore);
    client.release(broken);
  };
  client.on('error', ignore);
  const assertOpen = () => {
    if (!open) throw new Error('The transaction has ended; await what runs in it');
  };
  let pool: Pool | undefined;
  const tx: Transaction = {
    client,
    get pool() {
      pool ??= createSavepointPool(client, assertOpen);
      return pool;
    },
    async query<Row extends object>(text: string, values?: readonly unknown[]) {
      assertOpen();
      const answer = query<Row>(client, text, values);
      if (isEnding && leavesForSure(values)) left += 1;
      return await answer;
    },
  };
  const rollback = async () => {
    if (!open) return;
    try {
      await client.query('ROLLBACK');
      end();
    } catch {
      end(true);
    }
  };
  // PostgreSQL answers ROLLBACK, and no error, to the COMMIT of a transaction that a statement broke.
  const endTransaction = async () => {
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back: a statement in it failed');
  };
  const writeAndCommit = async (): Promise<readonly number[]> => {
    const runs = messages.reduce((count, { starts = [] }) => count + starts.length, 0);
    const statements = lastStatements.length + runs + (messages.length > 0 ? 1 : 0);
    isEnding = true;
    let ended = false;
    const answers = await sendTogether<readonly unknown[]>(client, () => {
      const asked = [...lastStatements.map((ask) => ask()), writeOutbox(tx, messages)];
      // Right behind them, where all have left: the server refuses it if one fails, but could not know of one that never came.
      ended = left === statements;
      return ended ? [...asked, endTransaction()] : asked;
    });
    if (!ended) await endTransaction();
    return answers[lastStatements.length] as readonly number[];
  };
  return {
    tx,
    beforeCommit: (work) => void lastStatements.push(work),
    enqueue: (message) => {
      if (!open) throw new Error('The transaction has ended; publish before it does');
      messages.push(message);
    },
    afterCommit: (work) => void followUps.push(work),
    async commit() {
      let lanes: readonly number[];
      try {
        lanes = await writeAndCommit();
        end();
      } catch (error) {
        await rollback();
        throw error;
      }
      if (lanes.length > 0) onCommitted(lanes);
      for (const work of followUps) work();
    },
    rollback,
    destroy: () => end(true),
  };
}

/** In characters: far below what the driver or the server would refuse to take as one message. */
const SURE_SIZE = 1_048_576;

/** Whether the driver takes a statement's values whatever they are: it could refuse others, and the statement would never leave. */
function leavesForSure(values: readonly unknown[] = []): boolean {
  let size = 0;
  const isPlain = (value: unknown): boolean => {
    if (typeof value === 'string') size += value.length;
    if (Array.isArray(value)) return value.every(isPlain);
    return value === null || ['string', 'number', 'boolean'].includes(typeof value);
  };
  return values.every(isPlain) && size <= SURE_SIZE;
}

async function query<Row extends object>(
  target: Pool | PoolClient,
  text: string,
  values?: readonly unknown[],
): Promise<{ rows: Row[]; rowCount: number | null }> {
  const name = planName(text);
  const result = await target.query<Row & Record<string, unknown>>({
    ...(name !== undefined && { name }),
    text,
    ...(values && { values: [...values] }),
  });
  return { rows: result.rows, rowCount: result.rowCount };
}
