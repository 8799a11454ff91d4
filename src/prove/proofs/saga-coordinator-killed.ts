import type { StateProof } from '../proof.ts';

export const sagaCoordinatorKilled: StateProof = {
  id: 'saga-coordinator-killed',
  title: 'a saga whose coordinator is killed at any moment ends, whole or undone',
  subject: 'sagas',
  steady: true,
  interrupts: true,
  async attack({ run, system, subject, begun, repeat }) {
    await begun;
    let underway = 0;
    const kills = await repeat(
      6,
      async (round) => {
        await system.kill(subject.services[round % subject.services.length] ?? '');
        underway += await subject.countOpen(run);
      },
      900,
    );
    if (underway === 0) throw new Error('no run was under way when its coordinator was killed');
    return `killed ${kills} times, ${underway} runs under way`;
  },
};
