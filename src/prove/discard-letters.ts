import { setTimeout as sleep } from 'node:timers/promises';
import { decideLetter } from './ask-service.ts';
import type { Scene } from './proof.ts';

/**
 * Gives up every dead letter of the run, as a person would. What waits behind one then goes its way, up to the next; of
 * that, what looks like an outage is tried as often as its policy says, which is waited for.
 * @returns how many were given up
 */
export async function discardLetters({
  run,
  ledger,
  system,
  patienceMs,
}: Pick<Scene, 'run' | 'ledger' | 'system' | 'patienceMs'>): Promise<number> {
  let discarded = 0;
  let before = '';
  let movedAt = Date.now();
  for (;;) {
    const letters = await ledger.openLetters(run);
    for (const [service, ids] of letters) {
      for (const id of ids) {
        const answer = await decideLetter(system, { service, id }, 'discard');
        if (!answer.ok) throw new Error(`${service} did not discard dead letter ${id}: ${answer.status}`);
        discarded += 1;
      }
    }
    if (letters.size > 0) continue;
    const held = await ledger.held(run);
    if (held.events === 0) return discarded;
    const now = JSON.stringify(held);
    if (now !== before) movedAt = Date.now();
    else if (Date.now() - movedAt > patienceMs) return discarded;
    before = now;
    await sleep(300);
  }
}
