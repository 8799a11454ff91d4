import type { EventProof } from '../proof.ts';

export const shutdown: EventProof = {
  id: 'shutdown',
  title: 'a service that is told to end, in whatever phase, leaves nothing half done',
  steady: true,
  interrupts: true,
  async attack({ system, publishers, consumers, repeat }) {
    const services = [...new Set([...publishers, ...consumers])];
    let ends = 0;
    // From the first moment on, before anything has arrived, as well as while it starts.
    await repeat(
      6,
      async (round) => {
        const service = services[round % services.length] ?? '';
        await system.restart(service);
        ends += 1;
        if (round % 3 === 2) await system.restart(service);
      },
      700,
    );
    if (ends === 0) throw new Error('all was over before a service could be ended; more events would help');
    return `ended ${ends} times`;
  },
};
