import { setTimeout as sleep } from 'node:timers/promises';
import type { EventProof } from '../proof.ts';

export const relayKilled: EventProof = {
  id: 'relay-killed',
  title: 'a relay that is killed in the middle of a batch loses nothing',
  steady: true,
  interrupts: true,
  async attack({ system, ledger, publishers, begun, isOver, repeat }) {
    await begun;
    let kills = 0;
    let unsent = 0;
    await repeat(
      5,
      async (round) => {
        const service = publishers[round % publishers.length] ?? '';
        while (!isOver() && (await ledger.pendingOf(service)) === 0) await sleep(20);
        if (isOver()) return;
        await system.kill(service);
        kills += 1;
        unsent += await ledger.pendingOf(service);
      },
      500,
    );
    if (unsent === 0)
      throw new Error('the relay was through before it could be killed; more events would help');
    return `killed ${kills} times, ${unsent} events on their way`;
  },
};
