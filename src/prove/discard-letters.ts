import type { Scene } from './proof.ts';

/** Gives up every dead letter of the run, as a person would; what waits behind one then goes its way, to the next. */
export async function discardLetters({
  run,
  ledger,
  system,
}: Pick<Scene, 'run' | 'ledger' | 'system'>): Promise<number> {
  let discarded = 0;
  for (;;) {
    const letters = await ledger.openLetters(run);
    if (letters.size === 0) return discarded;
    for (const [service, ids] of letters) {
      for (const id of ids) {
        const answer = await fetch(`${system.urlOf(service)}/eda/dlq/${id}/discard`, {
          method: 'POST',
          headers: { authorization: `Bearer ${system.adminToken}` },
        });
        if (!answer.ok) throw new Error(`${service} did not discard dead letter ${id}: ${answer.status}`);
        discarded += 1;
      }
    }
  }
}
