import { discardLetters } from '../discard-letters.ts';
import { passRetried } from '../pass-retried.ts';
import type { EventProof } from '../proof.ts';

/** A policy that takes longer than this would make the proof wait for hours. */
const longestPolicyMs = 60_000;

export const poison: EventProof = {
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
    const discarded = await discardLetters(scene);
    const waited = held.length === 0 ? '' : `, ${held.length} waited behind one of their key`;
    const passed = await passRetried(scene, longestPolicyMs);
    return `${deadLetters.length} dead letters${waited}; ${discarded} discarded; ${passed}`;
  },
};
