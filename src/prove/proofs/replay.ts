import type { Proof } from '../proof.ts';

export const replay: Proof = {
  id: 'replay',
  title: 'a topic that is replayed from its start changes nothing',
  async attack({ run, ledger, over }) {
    await over;
    return `${await ledger.resend(run, 'forward')} events sent once more`;
  },
};
