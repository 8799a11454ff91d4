import type { Projection, Queryable, Transaction } from './contract.ts';
import type { Database } from './database.ts';
import { toError } from './errors.ts';
import { addEvent, projectAtOnce } from './project-at-once.ts';
import { type FedRow, type FeedRange, readFedEvent, readFeed } from './projection-feed.ts';
import { createRowChanges, type RowChange } from './row-changes.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { LOCK_LIVE, MOVE_ON, RECORD_FAULT } from './statements.ts';
import { storableText } from './storable-text.ts';
import { tableName, writeRows } from './write-rows.ts';

/** Which of a projection's two tables: the one that is read, or the one that is built anew. */
export type ProjectionState = 'live' | 'building';

/** A projection, and the table that its events go to. */
interface Step {
  readonly projection: Projection;
  readonly state: ProjectionState;
  readonly table: string;
}

/** An event that could not be applied, and why. */
export interface Fault {
  readonly row: FedRow;
  readonly error: Error;
}

const LIMIT = 500;

/**
 * Takes the next events of the store into the live table of a projection, and notes how far it came, in one transaction.
 * One replica at a time; whoever finds another at it leaves it.
 * @param until as `readHorizon` gives it.
 * @returns `more` where there are events left.
 */
export async function tickProjection(
  runtime: ServiceRuntime,
  database: Database,
  projection: Projection,
  until: number,
): Promise<'done' | 'more' | 'busy'> {
  return await carefully(async (careful) => {
    const transaction = await database.begin();
    try {
      const { rows: slots } = await transaction.tx.query<{ position: string }>(LOCK_LIVE, [projection.name]);
      const after = slots[0] && Number(slots[0].position);
      if (after === undefined || after >= until) {
        await transaction.rollback();
        return after === undefined ? 'busy' : 'done';
      }
      const step: Step = { projection, state: 'live', table: tableName(projection) };
      const position = await applyFeed(
        runtime,
        transaction.tx,
        step,
        { after, until, limit: LIMIT },
        careful,
      );
      await moveOn(transaction.tx, step, position);
      await transaction.commit();
      return position < until ? 'more' : 'done';
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  });
}

/** Runs work, and where the database finds fault with some row runs it again, an event at a time. */
export async function carefully<Result>(work: (careful: boolean) => Promise<Result>): Promise<Result> {
  try {
    return await work(false);
  } catch (error) {
    if (!isDataError(error)) throw error;
    return await work(true);
  }
}

/** A value that does not fit its column (22), a constraint (23), a row twice in one statement (21000). */
function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(2[23]|21000)/.test(String(error.code));
}

/**
 * Applies the next events to a table. One that cannot be applied is noted by name, and the others go on.
 * @returns the position that was reached.
 * @throws Error of the database where it finds fault with a row and `careful` is false.
 */
export async function applyFeed(
  runtime: ServiceRuntime,
  tx: Transaction,
  step: Step,
  range: FeedRange,
  careful: boolean,
): Promise<number> {
  const { position, faults } = await (careful ? applyEach : applyTogether)(runtime, tx, step, range);
  for (const { row, error } of faults) await recordFault(runtime, tx, step, row, error);
  return position;
}

async function recordFault(
  { logger }: ServiceRuntime,
  tx: Queryable,
  { projection, state }: Step,
  { position, type }: FedRow,
  error: Error,
): Promise<void> {
  const { rows } = await tx.query<{ stream: string | null; version: number | null }>(RECORD_FAULT, [
    projection.name,
    state,
    position,
    type,
    storableText(error.message, 2000),
  ]);
  logger.error('projection goes on without an event', {
    projection: projection.name,
    ...rows[0],
    position,
    event: type,
    error: error.message,
  });
}

/** How far events were applied, and those that were not. */
interface Applied {
  readonly position: number;
  readonly faults: readonly Fault[];
}

/** All together: what they come to is added up while they are read, and written behind the last. */
async function applyTogether(
  runtime: ServiceRuntime,
  tx: Transaction,
  { projection, state, table }: Step,
  range: FeedRange,
): Promise<Applied> {
  const faults: Fault[] = [];
  const earlier: RowChange[][] = [];
  const changes = createRowChanges(projection);
  const position = await readFeed(tx, projection, range, state === 'building', (row) => {
    try {
      const event = { name: row.type, envelope: readFedEvent(runtime.definition, row) };
      if (addEvent(runtime.wiring, projection, event, changes)) return;
      earlier.push(changes.take());
      addEvent(runtime.wiring, projection, event, changes);
    } catch (thrown) {
      faults.push({ row, error: toError(thrown) });
    }
  });
  for (const rows of [...earlier, changes.take()]) await writeRows(tx, projection, table, rows);
  return { position, faults };
}

async function applyEach(
  runtime: ServiceRuntime,
  tx: Transaction,
  { projection, state, table }: Step,
  range: FeedRange,
): Promise<Applied> {
  const faults: Fault[] = [];
  const rows: FedRow[] = [];
  const position = await readFeed(tx, projection, range, state === 'building', (row) => rows.push(row));
  for (const row of rows) {
    await tx.query('SAVEPOINT eda_event');
    try {
      const event = { name: row.type, envelope: readFedEvent(runtime.definition, row) };
      await projectAtOnce(runtime, tx, projection, [event], table);
    } catch (thrown) {
      if (isOfDatabase(thrown) && !isDataError(thrown)) throw thrown;
      await tx.query('ROLLBACK TO SAVEPOINT eda_event');
      faults.push({ row, error: toError(thrown) });
    }
    await tx.query('RELEASE SAVEPOINT eda_event');
  }
  return { position, faults };
}

/** Errors of `pg` have a code, as some of Node have, which begin with `ERR_`; those of its connection say so themselves. */
function isOfDatabase(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown ? String(thrown.code) : undefined;
  return code === undefined ? /^(Connection|Client|timeout)/.test(thrown.message) : !code.startsWith('ERR_');
}

/** Notes how far a table has come. */
export async function moveOn(tx: Queryable, { projection, state }: Step, position: number): Promise<void> {
  await tx.query(MOVE_ON, [projection.name, state, position]);
}
