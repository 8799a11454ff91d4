import type { EventProof } from '../proof.ts';

export const threeTimes: EventProof = {
  id: 'three-times',
  title: 'an event that comes three times takes effect once',
  async attack({ run, ledger, committed }) {
    await committed;
    const again = await ledger.resend(run, 'forward');
    const third = await ledger.resend(run, 'forward');
    return `${again + third} copies sent beside the events`;
  },
};
