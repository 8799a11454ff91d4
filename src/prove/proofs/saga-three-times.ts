import { setTimeout as sleep } from 'node:timers/promises';
import type { StateProof } from '../proof.ts';

export const sagaThreeTimes: StateProof = {
  id: 'saga-three-times',
  title: 'a saga of which each message comes three times, in whatever order, does each step once',
  subject: 'sagas',
  async attack({ run, ledger, subject, worked, isWorked }) {
    let copies = 0;
    let open = 1;
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await sleep(300)) {
      const sent = await ledger.resendPlayed(run);
      copies += sent;
      // What ends last is sent again as well.
      if (isWorked() && open === 0 && sent === 0) break;
      open = await subject.countOpen(run);
    }
    await worked;
    if (copies === 0) throw new Error('nothing was there to be sent again');
    return `${copies} copies of commands, replies and ends, shuffled`;
  },
};
