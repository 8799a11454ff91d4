import { setTimeout as sleep } from 'node:timers/promises';
import type { EventProof } from '../proof.ts';

export const brokerKilled: EventProof = {
  id: 'broker-killed',
  title: 'a broker that is killed and comes back has lost nothing',
  steady: true,
  unfit: ({ system }) =>
    system.broker.length === 0 ? 'the embedded broker dies with its sidecars: see sidecar-killed' : undefined,
  async attack({ system, begun, repeat }) {
    await begun;
    // Each node once, so that every leader is among them.
    const kills = await repeat(Math.max(2, system.broker.length), async (round) => {
      const node = system.broker[round % system.broker.length];
      node?.signal('SIGKILL');
      await sleep(2000);
      await node?.start();
      await sleep(2000);
    });
    if (kills === 0)
      throw new Error('all was over before the broker could be killed; more events would help');
    return `killed ${kills} times, down for 2 s each`;
  },
};
