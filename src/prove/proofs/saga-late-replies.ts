import type { StateProof } from '../proof.ts';

export const sagaLateReplies: StateProof = {
  id: 'saga-late-replies',
  title: 'a step that answers when nobody waits any more, or never, is undone, however late it took effect',
  subject: 'sagas',
  acts: ['silent', 'late', 'late-failure'],
  async attack({ worked }) {
    await worked;
    return 'steps were done in silence, or after their time, and answered behind what undid them';
  },
};
