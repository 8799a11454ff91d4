import type { StateProof } from '../proof.ts';

export const twoDeciders: StateProof = {
  id: 'two-deciders',
  title: 'of two who decide about a stream at once, the second decides on what the first has stored',
  subject: 'aggregates',
  steady: true,
  async attack({ run, system, subject, addDecider, begun, repeat }) {
    const replicas = await Promise.all(
      subject.services.map(async (service) => {
        const replica = await system.replicate(service);
        addDecider(service, replica.url);
        return replica;
      }),
    );
    try {
      await begun;
      const kills = await repeat(3, (round) => {
        const pid = replicas[round % replicas.length]?.pid();
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      });
      const { counted } = await subject.judge(run);
      if (/\b0 of them taken again/.test(counted)) throw new Error('no two decisions met');
      return `two processes that decide, the second killed ${kills} times`;
    } finally {
      await Promise.all(replicas.map((replica) => replica.stop()));
    }
  },
};
