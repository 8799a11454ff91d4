import { setTimeout as sleep } from 'node:timers/promises';
import type { EventProof } from '../proof.ts';

export const slowConsumer: EventProof = {
  id: 'slow-consumer',
  title: 'a consumer that is slow, or stands still, holds nobody else up and misses nothing',
  steady: true,
  commits: () => ({ acts: [{ every: 20, act: 'slow' }] }),
  async attack({ system, consumers, begun, repeat }) {
    await begun;
    const stops = await repeat(3, async (round) => {
      const pid = system.servicePid(consumers[round % consumers.length] ?? '');
      if (pid === undefined) return;
      process.kill(pid, 'SIGSTOP');
      await sleep(3000);
      process.kill(pid, 'SIGCONT');
    });
    if (stops === 0)
      throw new Error('all was over before a consumer could be stopped; more events would help');
    return `every 20th handler slow; stood still ${stops} times for 3 s`;
  },
};
