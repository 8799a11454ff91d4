import { setTimeout as sleep } from 'node:timers/promises';
import type { StateProof } from '../proof.ts';

export const deciderKilled: StateProof = {
  id: 'decider-killed',
  title: 'an aggregate that is killed between a decision and its commit has stored it whole or not at all',
  subject: 'aggregates',
  interrupts: true,
  crashes: 4,
  async attack({ system, subject, isWorked }) {
    let crashes = 0;
    const watch = async (service: string) => {
      while (!isWorked()) {
        await sleep(20);
        if (!/^(crashed|gave-up)$/.test(system.stateOf(service))) continue;
        crashes += 1;
        await system.restart(service);
        await system.awaitReady(service);
      }
    };
    await Promise.all(subject.services.map(watch));
    if (crashes === 0) throw new Error('nothing died between a decision and its commit');
    return `died ${crashes} times with decisions stored and not committed`;
  },
};
