import type { EventProof } from '../proof.ts';

export const fullOutbox: EventProof = {
  id: 'full-outbox',
  title: 'services go on while nothing can be published, and all of it leaves afterwards',
  async attack({ system, ledger, publishers, committed }) {
    const pids = [...new Set(publishers.map((service) => system.sidecarPid(service)))];
    const signal = (name: NodeJS.Signals) => {
      for (const pid of pids) if (pid !== undefined) process.kill(pid, name);
    };
    signal('SIGSTOP');
    let waiting = 0;
    try {
      await committed;
      waiting = await ledger.pending();
    } finally {
      signal('SIGCONT');
    }
    if (waiting === 0) throw new Error('nothing waited in an outbox; more events would help');
    return `sidecars stood still until ${waiting} events waited`;
  },
};
