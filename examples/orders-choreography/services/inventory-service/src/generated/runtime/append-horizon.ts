import type { Queryable } from './contract.ts';
import { READ_HOLDERS, READ_HOLDERS_LEFT, READ_LAST_POSITION } from './statements.ts';

/*
 * Positions become visible out of order: who took a lower one may commit later, and a reader that goes by the highest it
 * sees passes events for good. So a reader takes the last position that was handed out, and then those who hold the
 * appenders' lock: whoever has a position up to it either is one of them, or has ended. When they have ended as well,
 * everything up to that position is visible or never will be. Only appends that are open can delay it; other
 * transactions, however long, and new appends cannot.
 */
const LONGEST_PAUSE_MS = 20;

/**
 * The position up to which the store can be read without gaps. The read itself needs a snapshot that is taken after this.
 * @param patienceMs how long open appends are waited for.
 * @returns undefined where one of them is still open then.
 */
export async function readHorizon(database: Queryable, patienceMs: number): Promise<number | undefined> {
  const { rows } = await database.query<{ position: string; holders: string[] }>(READ_HOLDERS);
  const [row] = rows;
  if (row === undefined) return undefined;
  const started = performance.now();
  let { holders } = row;
  for (let pause = 1; holders.length > 0; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    if (performance.now() - started >= patienceMs) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pause));
    const left = await database.query<{ holder: string }>(READ_HOLDERS_LEFT, [holders]);
    holders = left.rows.map(({ holder }) => holder);
  }
  return Number(row.position);
}

/** The last position that was handed out, visible or not. */
export async function readLastPosition(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ position: string }>(READ_LAST_POSITION);
  return Number(rows[0]?.position ?? 0);
}
