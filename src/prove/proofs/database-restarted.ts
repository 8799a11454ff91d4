import { setTimeout as sleep } from 'node:timers/promises';
import type { EventProof } from '../proof.ts';

export const databaseRestarted: EventProof = {
  id: 'database-restarted',
  title: 'a database that dies takes nothing with it and leaves nothing half done',
  steady: true,
  interrupts: true,
  async attack({ system, begun, repeat }) {
    await begun;
    let kills = 0;
    await repeat(
      3,
      async () => {
        const pid = system.databasePid();
        if (pid === undefined) return;
        process.kill(pid, 'SIGKILL');
        kills += 1;
        while (system.databasePid() === undefined || system.databasePid() === pid) await sleep(50);
      },
      2000,
    );
    if (kills === 0)
      throw new Error('all was over before the database could be killed; more events would help');
    return `killed ${kills} times`;
  },
};
