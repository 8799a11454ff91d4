import type { EventProof } from '../proof.ts';

export const replay: EventProof = {
  id: 'replay',
  title: 'a topic that is replayed from its start changes nothing',
  async attack({ run, ledger, over }) {
    await over;
    return `${await ledger.resend(run, 'forward')} events sent once more`;
  },
};
