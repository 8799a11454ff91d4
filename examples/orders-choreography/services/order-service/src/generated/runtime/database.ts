import { Pool, type PoolClient } from 'pg';
import type { Logger, Queryable, Transaction } from './contract.ts';
import type { Message } from './message.ts';
import { writeOutbox } from './outbox.ts';
import { createSavepointPool } from './savepoint-pool.ts';
import { planName } from './statements.ts';

export interface Database extends Queryable {
  readonly url: string;
  /** Opens a transaction. `lockTimeoutMs`: waiting longer for a row fails with SQLSTATE 55P03. */
  begin(lockTimeoutMs?: number): Promise<OpenTransaction>;
  /** Connections at most. */
  readonly size: number;
  close(): Promise<void>;
}

/** A transaction in the hands of the runtime; exactly one of the last three ends it. */
export interface OpenTransaction {
  readonly tx: Transaction;
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
    begin: async (lockTimeoutMs) => begin(await pool.connect(), lockTimeoutMs, onCommitted),
    close: () => pool.end(),
  };
}

async function begin(
  client: PoolClient,
  lockTimeoutMs: number | undefined,
  onCommitted: (lanes: readonly number[]) => void,
): Promise<OpenTransaction> {
  const messages: Message[] = [];
  const followUps: (() => void)[] = [];
  let open = true;
  // Without a listener, an error of a connection in use ends the process; the query that runs reports it.
  const ignore = () => {};
  const end = (broken?: boolean | Error) => {
    if (!open) return;
    open = false;
    client.removeListener('error', ignore);
    client.release(broken);
  };
  client.on('error', ignore);
  try {
    // One round trip: the simple protocol takes several statements, and the number is our own.
    const limit = lockTimeoutMs === undefined ? '' : `; SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`;
    await client.query(`BEGIN${limit}`);
  } catch (error) {
    end(true);
    throw error;
  }
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
    async query(text, values) {
      assertOpen();
      return await query(client, text, values);
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
  return {
    tx,
    enqueue: (message) => {
      if (!open) throw new Error('The transaction has ended; publish before it does');
      messages.push(message);
    },
    afterCommit: (work) => void followUps.push(work),
    async commit() {
      let lanes: readonly number[];
      try {
        lanes = await writeOutbox(tx, messages);
        // PostgreSQL answers ROLLBACK, and no error, to the COMMIT of a transaction that a statement broke.
        const { command } = await client.query('COMMIT');
        if (command !== 'COMMIT')
          throw new Error('The transaction was rolled back: a statement in it failed');
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
