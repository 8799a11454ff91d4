import { setTimeout as sleep } from 'node:timers/promises';
import type { StateProof } from '../proof.ts';

export const projectionRebuilt: StateProof = {
  id: 'projection-rebuilt',
  title:
    'a read model that is built anew while events flow is what its events come to, whoever dies meanwhile',
  subject: 'projections',
  steady: true,
  interrupts: true,
  async attack({ system, subject, begun, repeat }) {
    await begun;
    let rebuilds = 0;
    let kills = 0;
    await repeat(
      4,
      async (round) => {
        rebuilds += (await subject.rebuild?.()) ?? 0;
        if (round % 2 === 0) return;
        await sleep(Math.random() * 300);
        await system.kill(subject.services[(round >> 1) % subject.services.length] ?? '');
        kills += 1;
      },
      500,
    );
    return `asked for ${rebuilds} rebuilds while events flowed, killed ${kills} times in one`;
  },
};
