import { setTimeout as sleep } from 'node:timers/promises';
import { awaitNone } from '../await-none.ts';
import { describeWaiting, findWaiting } from '../find-blocked.ts';
import type { EventProof, Scene } from '../proof.ts';

export const slowConsumer: EventProof = {
  id: 'slow-consumer',
  title: 'a consumer that is slow, or stands still, holds nobody else up and misses nothing',
  steady: true,
  interrupts: true,
  commits: () => ({ acts: [{ every: 20, act: 'slow' }] }),
  async attack(scene) {
    const { system, consumers, begun, repeat } = scene;
    await begun;
    let passed = 0;
    let waited = 0;
    const stops = await repeat(3, async (round) => {
      const service = consumers[round % consumers.length] ?? '';
      const pid = system.servicePid(service);
      if (pid === undefined || waited > 0) return;
      process.kill(pid, 'SIGSTOP');
      try {
        const others = await awaitOthers(scene, service);
        passed += others.passed;
        waited += others.waiting;
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    });
    if (stops === 0)
      throw new Error('all was over before a consumer could be stopped; more events would help');
    if (waited > 0) return 'every 20th handler slow; others waited for one that stood still';
    return `every 20th handler slow; stood still ${stops} times, until others had settled all ${passed} of theirs`;
  },
};

/** Waits until every other consumer has settled what is committed by now. @returns how much they did, and did not */
async function awaitOthers(
  scene: Scene,
  stopped: string,
): Promise<{ readonly passed: number; readonly waiting: number }> {
  const { run, flows, ledger, patienceMs, report } = scene;
  // What is committed in this time is sent and delivered while the service stands still.
  await sleep(1000);
  const { committed } = await ledger.read(run);
  const waiting = await awaitNone(
    async () => findWaiting(flows, stopped, committed, await ledger.read(run)),
    patienceMs,
  );
  report(describeWaiting(stopped, waiting));
  const nothing = { effects: [], deadLetters: [], held: [] };
  const all = findWaiting(flows, stopped, committed, nothing);
  return { passed: all.length - waiting.length, waiting: waiting.length };
}
