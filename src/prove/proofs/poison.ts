import type { Proof, Scene } from '../proof.ts';

/** A policy that takes longer than this would make the proof wait for hours. */
const longestPolicyMs = 60_000;

export const poison: Proof = {
  id: 'poison',
  title: 'poison ends in the dead letters, with its reason, and blocks nobody else',
  commits: (flows) => ({
    acts: [
      ...(flows.every(({ consumers }) => consumers.every(({ policyMs }) => policyMs <= longestPolicyMs))
        ? [{ every: 1000, act: 'exhaust' as const }]
        : []),
      { every: 100, act: 'fail' },
    ],
  }),
  async attack(scene) {
    await scene.over;
    const { held, deadLetters } = await scene.ledger.read(scene.run);
    const discarded = await discardAll(scene);
    const waited = held.length === 0 ? '' : `, ${held.length} waited behind one of their key`;
    return `${deadLetters.length} dead letters${waited}; ${discarded} discarded`;
  },
};

/** Gives up every dead letter of the run, as a person would; what waits behind one then goes its way, to the next. */
async function discardAll({ run, ledger, system }: Scene): Promise<number> {
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
