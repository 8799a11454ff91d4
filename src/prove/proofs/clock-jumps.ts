import type { EventProof } from '../proof.ts';

const hour = 3_600_000;
const shifts = [hour, -hour, 24 * hour, -24 * hour];

export const clockJumps: EventProof = {
  id: 'clock-jumps',
  title: 'clocks that jump, forward or back, make nothing come twice, late or never',
  steady: true,
  commits: () => ({ acts: [{ every: 500, act: 'retry' }] }),
  async attack({ system, begun, repeat }) {
    await begun;
    const shift = async (shiftMs: number) => {
      for (const { name } of system.services) {
        await fetch(`${system.urlOf(name)}/prove/clock`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ shiftMs }),
        });
      }
    };
    const jumps = await repeat(shifts.length, (round) => shift(shifts[round] ?? 0));
    await shift(0);
    if (jumps === 0) throw new Error('all was over before a clock could jump; more events would help');
    return `jumped ${jumps + 1} times, by an hour and by a day`;
  },
};
