import type { EventProof } from '../proof.ts';

export const consumerKilled: EventProof = {
  id: 'consumer-killed',
  title: 'a consumer that is killed in the middle of its work loses nothing and does nothing twice',
  steady: true,
  interrupts: true,
  commits: () => ({ acts: [{ every: 20, act: 'slow' }] }),
  async attack({ system, consumers, begun, repeat }) {
    await begun;
    const kills = await repeat(5, (round) => system.kill(consumers[round % consumers.length] ?? ''), 700);
    if (kills === 0)
      throw new Error('all was over before a consumer could be killed; more events would help');
    return `killed ${kills} times`;
  },
};
