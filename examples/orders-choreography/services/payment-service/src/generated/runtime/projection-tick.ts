import type { Projection, Queryable } from './contract.ts';
import type { Database } from './database.ts';
import { toError } from './errors.ts';
import { addEvent, projectAtOnce } from './project-at-once.ts';
import { type FedRow, readFedEvent, readFeed } from './projection-feed.ts';
import { createRowChanges } from './row-changes.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { LOCK_LIVE, MOVE_ON, RECORD_FAULT } from './statements.ts';
import { storableText } from './storable-text.ts';
import { tableName, writeRows } from './write-rows.ts';

/** Which of a projection's two tables: the one that is read, or the one that is built anew. */
export type ProjectionState = 'live' | 'building';

/** Rows of a projection in the order of positions, and the table that they go to. */
interface Step {
  readonly projection: Projection;
  readonly state: ProjectionState;
  readonly table: string;
  readonly rows: readonly FedRow[];
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
      const rows = await readFeed(transaction.tx, projection, { after, until, limit: LIMIT }, false);
      const step: Step = { projection, state: 'live', table: tableName(projection), rows };
      await applyStep(runtime, transaction.tx, step, careful);
      await moveOn(transaction.tx, step, rows.length < LIMIT ? until : Number(rows.at(-1)?.position));
      await transaction.commit();
      return rows.length < LIMIT ? 'done' : 'more';
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
 * Applies rows to a table. An event that cannot be applied is noted by name, and the others go on.
 * @throws Error of the database where it finds fault with a row and `careful` is false.
 */
export async function applyStep(
  runtime: ServiceRuntime,
  tx: Queryable,
  step: Step,
  careful: boolean,
): Promise<void> {
  const faults = careful ? await applyEach(runtime, tx, step) : await applyTogether(runtime, tx, step);
  for (const { row, error } of faults) {
    const { projection, state } = step;
    await tx.query(RECORD_FAULT, [
      projection.name,
      state,
      row.position,
      row.stream,
      row.version,
      row.type,
      storableText(error.message, 2000),
    ]);
    runtime.logger.error('projection goes on without an event', {
      projection: projection.name,
      stream: row.stream,
      version: row.version,
      position: row.position,
      event: row.type,
      error: error.message,
    });
  }
}

async function applyTogether(
  runtime: ServiceRuntime,
  tx: Queryable,
  { projection, table, rows }: Step,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const changes = createRowChanges(projection);
  for (const row of rows) {
    try {
      const event = { name: row.type, envelope: readFedEvent(runtime.definition, row) };
      if (addEvent(runtime.wiring, projection, event, changes)) continue;
      await writeRows(tx, projection, table, changes.take());
      addEvent(runtime.wiring, projection, event, changes);
    } catch (thrown) {
      if (isOfDatabase(thrown)) throw thrown;
      faults.push({ row, error: toError(thrown) });
    }
  }
  await writeRows(tx, projection, table, changes.take());
  return faults;
}

async function applyEach(
  runtime: ServiceRuntime,
  tx: Queryable,
  { projection, table, rows }: Step,
): Promise<Fault[]> {
  const faults: Fault[] = [];
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
  return faults;
}

/** Errors of `pg` have a code; those of its connection say so themselves. */
function isOfDatabase(thrown: unknown): boolean {
  return thrown instanceof Error && ('code' in thrown || /^(Connection|Client|timeout)/.test(thrown.message));
}

/** Notes how far a table has come. */
export async function moveOn(tx: Queryable, { projection, state }: Step, position: number): Promise<void> {
  await tx.query(MOVE_ON, [projection.name, state, position]);
}
