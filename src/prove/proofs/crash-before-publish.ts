import { setTimeout as sleep } from 'node:timers/promises';
import type { EventProof } from '../proof.ts';

export const crashBeforePublish: EventProof = {
  id: 'crash-before-publish',
  title: 'what is committed is published, though the service dies between the two',
  interrupts: true,
  commits: () => ({ crashes: 4 }),
  async attack({ system, ledger, publishers, isCommitted }) {
    let crashes = 0;
    let unsent = 0;
    const watch = async (service: string) => {
      while (!isCommitted()) {
        await sleep(20);
        if (!/^(crashed|gave-up)$/.test(system.stateOf(service))) continue;
        crashes += 1;
        unsent += await ledger.pendingOf(service);
        await system.restart(service);
        await system.awaitReady(service);
      }
    };
    await Promise.all(publishers.map(watch));
    if (unsent === 0) throw new Error('no crash fell between commit and publish; more events would help');
    return `died ${crashes} times right after a commit, ${unsent} events unsent`;
  },
};
