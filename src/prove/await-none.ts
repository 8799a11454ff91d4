import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until nothing is left, or until as much has been left for as long as the patience lasts: what takes long on a busy
 * machine still moves.
 *
 * @returns what is left
 */
export async function awaitNone<Left>(
  ask: () => Promise<readonly Left[]>,
  patienceMs: number,
): Promise<readonly Left[]> {
  let before = Number.POSITIVE_INFINITY;
  let movedAt = Date.now();
  for (;;) {
    const left = await ask();
    if (left.length === 0) return left;
    if (left.length !== before) movedAt = Date.now();
    else if (Date.now() - movedAt > patienceMs) return left;
    before = left.length;
    await sleep(100);
  }
}
