import type { EventProof } from '../proof.ts';

export const reordering: EventProof = {
  id: 'reordering',
  title: 'copies that come in reverse order undo nothing, however long a handler takes',
  commits: () => ({ acts: [{ every: 50, act: 'slow' }] }),
  async attack({ run, ledger, committed }) {
    await committed;
    return `${await ledger.resend(run, 'backward')} copies sent last first, every 50th handler slow`;
  },
};
