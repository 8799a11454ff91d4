import type { EventProof } from '../proof.ts';

export const sidecarKilled: EventProof = {
  id: 'sidecar-killed',
  title: 'sidecars that are killed lose nothing',
  steady: true,
  async attack({ system, publishers, consumers, begun, repeat }) {
    await begun;
    const targets = [...publishers, ...consumers];
    let kills = 0;
    await repeat(
      4,
      async (round) => {
        if (await system.killSidecar(targets[round % targets.length] ?? '')) kills += 1;
      },
      2000,
    );
    if (kills === 0) throw new Error('all was over before a sidecar could be killed; more events would help');
    return `killed ${kills} times`;
  },
};
