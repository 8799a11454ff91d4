import type { StateProof } from '../proof.ts';

export const projectionKilled: StateProof = {
  id: 'projection-killed',
  title: 'a read model whose service is killed in the middle of a batch is what its events come to',
  subject: 'projections',
  steady: true,
  interrupts: true,
  async attack({ run, system, subject, begun, repeat }) {
    await begun;
    let behind = 0;
    const kills = await repeat(
      6,
      async (round) => {
        await system.kill(subject.services[round % subject.services.length] ?? '');
        behind += await subject.countOpen(run);
      },
      700,
    );
    if (behind === 0) throw new Error('no table was behind its events when its service was killed');
    return `killed ${kills} times, ${behind} events behind`;
  },
};
