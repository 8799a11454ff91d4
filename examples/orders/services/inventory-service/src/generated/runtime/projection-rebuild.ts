import { createHash } from 'node:crypto';
import { readHorizon, readLastPosition } from './append-horizon.ts';
import type { Projection, Queryable } from './contract.ts';
import type { Database } from './database.ts';
import { applyFeed, carefully, moveOn } from './projection-tick.ts';
import { quoteName } from './quote-name.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import {
  AWAIT_LIVE,
  BEGIN_BUILD,
  END_BUILD,
  FORGET_FAULTS,
  LIST_GRANTS,
  LOCK_BUILDING,
  LOCK_WRITERS,
  TAKE_BUILD_OVER,
  TAKE_FAULTS_OVER,
  TAKE_REQUEST,
} from './statements.ts';
import { tableName } from './write-rows.ts';

const BATCH = 5000;
/** So many positions behind, the rest is taken while writers wait. */
const NEAR = 500;
/** How long the swap waits for those who read or write the table; they are more than it. */
const SWAP_LOCK_MS = 2000;
const SWAP_HORIZON_MS = 1000;

/** @returns the name of the table that a projection is built in, beside the one that is read. */
export function shadowTable({ table }: Projection): string {
  return `${table.slice(0, 54)}__rebuild`;
}

/** Tells whether a table was begun by the same code. */
function codeOf({ wiring }: ServiceRuntime, projection: Projection): string {
  const folds = Object.entries(wiring.projections[projection.name] ?? {});
  const text = folds.map(([name, fold]) => `${name}=${String(fold)}`).join('\0');
  const columns = JSON.stringify([projection.keyColumns, projection.columns]);
  return createHash('sha256').update(`${columns}\0${text}`).digest('hex').slice(0, 16);
}

/** Begins a rebuild that was asked for: an empty table of the same form. @returns false where none was. */
export async function beginRebuild(
  runtime: ServiceRuntime,
  database: Database,
  projection: Projection,
): Promise<boolean> {
  const transaction = await database.begin(SWAP_LOCK_MS);
  const { tx } = transaction;
  try {
    const { rowCount } = await tx.query(TAKE_REQUEST, [projection.name]);
    if (rowCount === 0) {
      await transaction.rollback();
      return false;
    }
    await createShadow(tx, projection);
    await tx.query(BEGIN_BUILD, [projection.name, shadowTable(projection), codeOf(runtime, projection)]);
    await transaction.commit();
    runtime.logger.info('projection is rebuilt', { projection: projection.name });
    return true;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}

async function createShadow(tx: Queryable, projection: Projection): Promise<void> {
  const shadow = tableName(projection, shadowTable(projection));
  await tx.query(`DROP TABLE IF EXISTS ${shadow}`);
  await tx.query(`CREATE TABLE ${shadow} (LIKE ${tableName(projection)} INCLUDING ALL)`);
  await tx.query(FORGET_FAULTS, [projection.name, 'building']);
}

export type RebuildStep = 'none' | 'busy' | 'more' | 'near' | 'swapped';

/** Takes the next events into the table that is built. @param until as `readHorizon` gives it. */
export async function stepRebuild(
  runtime: ServiceRuntime,
  database: Database,
  projection: Projection,
  until: number,
): Promise<RebuildStep> {
  return await carefully(async (careful) => {
    const transaction = await database.begin();
    const { tx } = transaction;
    try {
      const after = await lockBuilding(runtime, tx, projection);
      if (typeof after === 'string') {
        await transaction.rollback();
        return after;
      }
      const step = {
        projection,
        state: 'building',
        table: tableName(projection, shadowTable(projection)),
      } as const;
      const position = await applyFeed(runtime, tx, step, { after, until, limit: BATCH }, careful);
      await moveOn(tx, step, position);
      await transaction.commit();
      return until - position < NEAR ? 'near' : 'more';
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  });
}

/** Locks the row of a build, and begins it anew where other code began it and left it. */
async function lockBuilding(
  runtime: ServiceRuntime,
  tx: Queryable,
  projection: Projection,
): Promise<number | 'none' | 'busy'> {
  const { rows } = await tx.query<{ position: string; code: string; abandoned: boolean }>(LOCK_BUILDING, [
    projection.name,
  ]);
  const [row] = rows;
  if (row === undefined) return 'none';
  const code = codeOf(runtime, projection);
  if (row.code === code) return Number(row.position);
  if (!row.abandoned) return 'busy';
  await createShadow(tx, projection);
  await tx.query(TAKE_BUILD_OVER, [projection.name, code]);
  return 0;
}

/**
 * Takes the last events and puts the built table in the place of the live one, in one transaction: readers see the one or
 * the other, whole. It gives way where readers or writers hold the table for long; then it is to be tried again.
 * @throws Error of the database: 55P03 where it gave way.
 */
export async function swapRebuilt(
  runtime: ServiceRuntime,
  database: Database,
  projection: Projection,
): Promise<RebuildStep> {
  return await carefully(async (careful) => {
    const transaction = await database.begin(SWAP_LOCK_MS);
    const { tx } = transaction;
    try {
      const after = await lockBuilding(runtime, tx, projection);
      if (typeof after === 'string') {
        await transaction.rollback();
        return after;
      }
      await tx.query(AWAIT_LIVE, [projection.name]);
      const until = await readEnd(tx, database, projection);
      if (until === undefined) {
        await transaction.rollback();
        return 'near';
      }
      const table = tableName(projection, shadowTable(projection));
      const rest = { after, until, limit: 2_000_000_000 };
      await applyFeed(runtime, tx, { projection, state: 'building', table }, rest, careful);
      await replaceTable(tx, projection);
      await tx.query(END_BUILD, [projection.name]);
      await tx.query(FORGET_FAULTS, [projection.name, 'live']);
      await tx.query(TAKE_FAULTS_OVER, [projection.name]);
      await moveOn(tx, { projection, state: 'live', table }, until);
      await transaction.commit();
      runtime.logger.info('projection is rebuilt and swapped', { projection: projection.name });
      return 'swapped';
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  });
}

/**
 * The position up to which the built table has to go. Those who write the live table themselves, with what they store or
 * keep, share a lock, so that alone none of them is open: then all there is, is to be seen.
 */
async function readEnd(
  tx: Queryable,
  database: Database,
  { name, immediate, keep }: Projection,
): Promise<number | undefined> {
  if (immediate || keep) await tx.query(LOCK_WRITERS, [name]);
  return immediate ? await readLastPosition(tx) : await readHorizon(database, SWAP_HORIZON_MS);
}

/** Who may read the old table may read the new one. The old one is locked by now, so it goes at once. */
async function replaceTable(tx: Queryable, projection: Projection): Promise<void> {
  const live = tableName(projection);
  const shadow = tableName(projection, shadowTable(projection));
  await tx.query(`LOCK TABLE ${live} IN ACCESS EXCLUSIVE MODE`);
  const { rows } = await tx.query<{ statement: string }>(LIST_GRANTS, [live, shadow]);
  for (const { statement } of rows) await tx.query(statement);
  await tx.query(`DROP TABLE ${live}`);
  await tx.query(`ALTER TABLE ${shadow} RENAME TO ${quoteName(projection.table)}`);
}
