import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './judge-run.ts';
import type { StateProof, StateScene } from './proof.ts';
import { describeAttack, type LetterWatch, watchLetters } from './replay-letters.ts';
import { nameRun, type ProofResult, type RunOptions, repeatUntil, resultOfUnfit } from './run-proof.ts';
import type { Subject, SubjectName, Verdict } from './subject.ts';

/** How long nothing may be found any more before all is said to be over: what is on its way at the broker shows by then. */
const quietMs = 1500;

interface StateRunOptions extends Omit<RunOptions, 'flows'> {
  readonly subjects: Readonly<Record<SubjectName, Subject>>;
}

/**
 * Has services work, attacks, waits until all is as it has to be or nothing moves any more, and compares. What was given up
 * while a service was away is replayed behind the attack, as an operator would.
 */
export async function runStateProof(proof: StateProof, options: StateRunOptions): Promise<ProofResult> {
  const { system, events: count, patienceMs } = options;
  const subject = options.subjects[proof.subject];
  if (subject.missing !== undefined) return resultOfUnfit(proof, subject.missing);
  for (const { name } of system.services) await system.awaitReady(name);
  const begunAt = Date.now();
  const run = nameRun(proof);
  const letters = await watchLetters({ system, ledger: options.ledger });
  const deciders = new Map<string, string[]>();
  const urlsOf = (service: string) => [system.urlOf(service), ...(deciders.get(service) ?? [])];
  let attack = '';
  let attacked = false;
  let over = false;
  const faults: Fault[] = [];
  const tending = tend(subject, system.urlOf, () => over);
  let verdict: Verdict = { faults: [], counted: 'nothing', events: 0, effects: 0 };
  try {
    let worked = false;
    const until = () => proof.steady !== true || attacked;
    const working = subject
      .work({ run, count, until, acts: proof.acts, crashes: proof.crashes, urlsOf })
      .finally(() => {
        worked = true;
      });
    const scene: StateScene = {
      ...{ run, system, subject, ledger: options.ledger },
      isWorked: () => worked,
      worked: working.catch(() => {}),
      begun: awaitBegun(subject, run, () => worked),
      addDecider: (service, url) => deciders.set(service, [...(deciders.get(service) ?? []), url]),
      repeat: (...round) => repeatUntil(() => worked, ...round),
    };
    const attacking = proof.attack(scene).finally(() => {
      attacked = true;
    });
    [, attack] = await Promise.all([working, attacking]);
    verdict = await settle(subject, run, letters, { patienceMs, replays: proof.interrupts === true });
    faults.push(...verdict.faults);
    // Of a broken one there is nothing to compare: it says so already.
    if (faults.length === 0) faults.push(...((await subject.compare?.()) ?? []));
  } catch (error) {
    faults.push({ kind: 'missing', message: error instanceof Error ? error.message : String(error) });
  } finally {
    over = true;
    await tending;
  }
  const { events, effects, counted } = verdict;
  return {
    ...{ id: proof.id, title: proof.title },
    ...{ events, effects, counted, faults },
    attack: describeAttack(attack, letters),
    outcome: faults.length === 0 ? 'holds' : 'broken',
    ms: Date.now() - begunAt,
    log: faults.length === 0 ? [] : system.log.slice(-60),
  };
}

async function tend(
  subject: Subject,
  urlOf: (service: string) => string,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await subject.tend?.(urlOf).catch(() => {});
    await sleep(300);
  }
}

async function awaitBegun(subject: Subject, run: string, isWorked: () => boolean): Promise<void> {
  while (!isWorked()) {
    const { events } = await subject.judge(run).catch(() => ({ events: 0 }));
    if (events > 0) return;
    await sleep(100);
  }
}

/** Judges anew until there is nothing to say, twice in a row, or nothing has moved for as long as the patience lasts. */
async function settle(
  subject: Subject,
  run: string,
  letters: LetterWatch,
  { patienceMs, replays }: { readonly patienceMs: number; readonly replays: boolean },
): Promise<Verdict> {
  let movedAt = Date.now();
  let before = '';
  for (let isClean = false; ; ) {
    if (replays) await letters.replay();
    const judged = await subject.judge(run);
    const verdict = { ...judged, faults: [...judged.faults, ...(await letters.judge())] };
    const now = JSON.stringify(verdict);
    if (now !== before) movedAt = Date.now();
    else if (isClean && verdict.faults.length === 0) return verdict;
    before = now;
    isClean = verdict.faults.length === 0;
    if (Date.now() - movedAt > patienceMs) return verdict;
    await sleep(isClean ? quietMs : 300);
  }
}
