import type { EventProof } from '../proof.ts';

export const twoRelays: EventProof = {
  id: 'two-relays',
  title: 'two relays of one outbox lose nothing and keep the order of each key',
  steady: true,
  interrupts: true,
  commits: () => ({
    acts: [
      { every: 50, act: 'slow' },
      { every: 500, act: 'retry' },
    ],
  }),
  async attack({ system, publishers, begun, over, repeat }) {
    const replicas = await Promise.all(publishers.map((service) => system.replicate(service)));
    await begun;
    const kills = await repeat(
      4,
      async (round) => {
        const index = round % publishers.length;
        const pid = replicas[index]?.pid();
        if (round % 2 === 0 && pid !== undefined) process.kill(pid, 'SIGKILL');
        else await system.kill(publishers[index] ?? '');
      },
      1000,
    );
    await Promise.race([over, new Promise((done) => setTimeout(done, 5000))]);
    await Promise.all(replicas.map((replica) => replica.stop()));
    if (kills === 0) throw new Error('all was over before a relay could be killed; more events would help');
    return `two processes a publisher, one or the other killed ${kills} times`;
  },
};
