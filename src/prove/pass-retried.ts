import { awaitNone } from './await-none.ts';
import { commitEvents } from './commit-events.ts';
import { discardLetters } from './discard-letters.ts';
import { findBlocked } from './find-blocked.ts';
import type { Flow } from './flow.ts';
import { type Fault, judgeRun } from './judge-run.ts';
import type { Scene } from './proof.ts';

/** Good events of each kind, a second, that are committed while another is tried again. */
const besidePerSecond = 20;
/** A busy machine may deliver nothing for as long as a policy lasts, but not so often in a row. */
const rounds = 3;

/**
 * Has one event of each kind tried until its attempts are spent, commits good ones beside it, and reports who waited for
 * it: a consumer that stood still each time.
 *
 * @param longestPolicyMs flows with a policy that takes longer are left out
 * @returns what happened, for people
 */
export async function passRetried(scene: Scene, longestPolicyMs: number): Promise<string> {
  const flows = scene.flows.filter(
    ({ consumers }) =>
      consumers.every(({ policyMs }) => policyMs <= longestPolicyMs) &&
      consumers.some(({ isolated }) => isolated),
  );
  if (flows.length === 0) return 'that others go on meanwhile can not be seen here';
  for (let round = 1; ; round++) {
    const { blocked, said } = await tryBeside(scene, flows, round);
    if (blocked.length > 0 && round < rounds) continue;
    scene.report(blocked);
    return said;
  }
}

async function tryBeside(
  scene: Scene,
  flows: readonly Flow[],
  round: number,
): Promise<{ readonly blocked: readonly Fault[]; readonly said: string }> {
  const { system, ledger, patienceMs } = scene;
  const [retried, beside] = [`${scene.run}-retried-${round}`, `${scene.run}-beside-${round}`];
  const consumers = flows.flatMap((flow) => flow.consumers);
  const longest = Math.max(...consumers.map(({ policyMs }) => policyMs));
  const findUnsettled = async (run: string) => {
    const settled = await ledger.settled(run);
    return consumers.filter(({ name }) => !settled.has(name));
  };
  const request = { flows, system, ledger, count: flows.length };
  const retry = async () => {
    // Good ones flow everywhere by now.
    await awaitNone(() => findUnsettled(beside), patienceMs);
    await commitEvents({ ...request, run: retried, acts: [{ every: 1, act: 'exhaust' }] });
    await awaitNone(() => findUnsettled(retried), patienceMs + longest);
  };
  let ended = false;
  await Promise.all([
    commitEvents({
      ...{ ...request, run: beside, until: () => ended },
      perSecond: besidePerSecond * flows.length,
    }),
    retry().finally(() => {
      ended = true;
    }),
  ]);
  const spent = await ledger.read(retried);
  await discardLetters({ ...scene, run: retried });
  await scene.settle(beside);
  const others = await ledger.read(beside);
  scene.report([...judgeRun(flows, flows.length, spent), ...judgeRun(flows, 0, others)]);
  return {
    blocked: findBlocked(flows, spent, others),
    said: `${others.effects.length} effects of others beside ${spent.deadLetters.length} that were tried to the end`,
  };
}
