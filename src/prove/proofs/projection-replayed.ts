import type { StateProof } from '../proof.ts';

export const projectionReplayed: StateProof = {
  id: 'projection-replayed',
  title: 'a read model whose topics are replayed from their start does not change',
  subject: 'projections',
  async attack({ run, ledger, worked }) {
    await worked;
    const forward = await ledger.resend(run, 'forward');
    const backward = await ledger.resend(run, 'backward');
    return `${forward + backward} copies sent, first to last and last to first`;
  },
};
