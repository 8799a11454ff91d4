import { setTimeout as sleep } from 'node:timers/promises';
import { commitEvents } from './commit-events.ts';
import { discardLetters } from './discard-letters.ts';
import type { Flow } from './flow.ts';
import { type Fault, judgeRun } from './judge-run.ts';
import type { Ledger } from './ledger.ts';
import type { EventProof, Proof, Scene } from './proof.ts';
import type { ProofSystem } from './proof-system.ts';
import { describeAttack, replayLetters, watchLetters } from './replay-letters.ts';

/** What became of a proof. */
export interface ProofResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: 'holds' | 'broken' | 'unfit';
  /** Events that were committed, and times that one took effect. */
  readonly events: number;
  readonly effects: number;
  /** For people: how much there was of what. */
  readonly counted: string;
  /** What the attack did; of an unfit one why. */
  readonly attack: string;
  readonly faults: readonly Fault[];
  readonly ms: number;
  /** The end of the system's log; of a broken one alone. */
  readonly log: readonly string[];
}

export interface RunOptions {
  readonly flows: readonly Flow[];
  readonly system: ProofSystem;
  readonly ledger: Ledger;
  /** Over all flows. */
  readonly events: number;
  /** How long nothing may move before what is missing counts as lost. */
  readonly patienceMs: number;
}

let serial = 0;

/** A name for a run that no other has. */
export function nameRun({ id }: Pick<Proof, 'id'>): string {
  return `${id}-${++serial}`;
}

/** Of a proof that can't be run on such a system. */
export function resultOfUnfit({ id, title }: Proof, why: string): ProofResult {
  const nothing = { events: 0, effects: 0, counted: '', faults: [], ms: 0, log: [] };
  return { id, title, ...nothing, outcome: 'unfit', attack: why };
}

/** Does something up to so many times, with pauses, until all is over. @returns how often it did */
export async function repeatUntil(
  isOver: () => boolean,
  times: number,
  act: (round: number) => Promise<void> | void,
  pauseMs = 1000,
): Promise<number> {
  let done = 0;
  while (done < times && !isOver()) {
    await sleep(pauseMs * (0.3 + Math.random()));
    if (isOver()) break;
    await act(done);
    done += 1;
  }
  return done;
}

/**
 * Commits events, attacks, waits until nothing is under way any more, and compares. Where the attack keeps a service away,
 * what was given up meanwhile is replayed behind it, as an operator would.
 */
export async function runProof(proof: EventProof, options: RunOptions): Promise<ProofResult> {
  const { flows, system, ledger, events } = options;
  for (const { name } of system.services) await system.awaitReady(name);
  const begunAt = Date.now();
  const run = nameRun(proof);
  const progress = watchProgress(run, options);
  const faults: Fault[] = [];
  const scene = createScene(run, options, progress, faults);
  const unfit = proof.unfit?.(scene);
  if (unfit !== undefined) {
    progress.stop();
    return resultOfUnfit(proof, unfit);
  }
  const letters = await watchLetters({ system, ledger });
  let attack = '';
  let attacked = false;
  try {
    const committing = commitEvents({
      run,
      flows,
      system,
      ledger,
      count: events,
      until: proof.steady ? () => attacked : undefined,
      ...proof.commits?.(flows),
    }).finally(progress.noteCommitted);
    const attacking = proof.attack(scene).finally(() => {
      attacked = true;
    });
    await Promise.all([
      committing,
      attacking.then((said) => {
        attack = said;
      }),
    ]);
    await progress.settle();
    if (proof.interrupts) await replayLetters(letters, { run, ledger, patienceMs: options.patienceMs });
    // One more event of each key: behind it, nothing of the attack is on its way any more.
    const fence = `${run}-fence`;
    await commitEvents({ run: fence, flows, system, ledger, count: 0, eachKey: true });
    await scene.settle(fence);
    faults.push(...judgeRun(flows, 0, await ledger.read(fence)));
  } catch (error) {
    faults.push({ kind: 'missing', message: error instanceof Error ? error.message : String(error) });
  } finally {
    progress.stop();
  }
  const read = await ledger.read(run);
  faults.unshift(...judgeRun(flows, events, read));
  // A key that is left blocked would hold the events of the proofs that follow.
  if (faults.length > 0)
    await discardLetters({ run, ledger, system, patienceMs: options.patienceMs }).catch(() => {});
  return {
    id: proof.id,
    title: proof.title,
    outcome: faults.length === 0 ? 'holds' : 'broken',
    events: read.committed.length,
    effects: read.effects.length,
    counted: `${read.committed.length.toLocaleString('en-US')} committed, ${read.effects.length.toLocaleString('en-US')} effects`,
    attack: describeAttack(attack, letters),
    faults,
    ms: Date.now() - begunAt,
    log: faults.length === 0 ? [] : system.log.slice(-60),
  };
}

/** Follows how far a run is. */
interface Progress {
  isCommitted(): boolean;
  isOver(): boolean;
  readonly begun: Promise<void>;
  readonly committed: Promise<void>;
  readonly over: Promise<void>;
  readonly noteCommitted: () => void;
  /** Looks anew until the run is over, or nothing has moved for as long as the patience lasts. */
  settle(): Promise<void>;
  stop(): void;
}

function watchProgress(run: string, { flows, ledger, patienceMs }: RunOptions): Progress {
  let isCommitted = false;
  let isOver = false;
  let stopped = false;
  let movedAt = Date.now();
  let before = '';
  const open = () => {
    let done: () => void = () => {};
    const promise = new Promise<void>((resolve) => {
      done = resolve;
    });
    return { promise, done };
  };
  const [begun, committed, over] = [open(), open(), open()];
  const look = async () => {
    const wanted = await ledger.committed(run, 'all');
    const settled = await ledger.settled(run);
    const pending = await ledger.pending();
    const now = JSON.stringify([[...wanted], [...settled], pending]);
    if (now !== before) movedAt = Date.now();
    before = now;
    if (settled.size > 0) begun.done();
    const missing = flows.some(({ event, consumers }) => {
      const sum = [...wanted].reduce((all, [name, n]) => all + (name.endsWith(`/${event}`) ? n : 0), 0);
      return consumers.some(({ name }) => (settled.get(name) ?? 0) < sum);
    });
    const isStuck = isCommitted && Date.now() - movedAt > patienceMs;
    if (!isStuck && (!isCommitted || missing || pending > 0)) return;
    isOver = true;
    begun.done();
    over.done();
  };
  const watching = (async () => {
    while (!stopped && !isOver) {
      await look().catch(() => {});
      await sleep(isCommitted ? 100 : 300);
    }
  })();
  return {
    isCommitted: () => isCommitted,
    isOver: () => isOver,
    begun: begun.promise,
    committed: committed.promise,
    over: over.promise,
    noteCommitted() {
      isCommitted = true;
      movedAt = Date.now();
      committed.done();
    },
    async settle() {
      stopped = true;
      await watching;
      // The attack may have put more on its way.
      isOver = false;
      movedAt = Date.now();
      for (; !isOver; await sleep(100)) await look().catch(() => {});
    },
    stop() {
      stopped = true;
    },
  };
}

function createScene(run: string, options: RunOptions, progress: Progress, faults: Fault[]): Scene {
  const { flows, system, ledger, patienceMs } = options;
  const { isCommitted, isOver, begun, committed, over } = progress;
  return {
    run,
    flows,
    system,
    ledger,
    publishers: [...new Set(flows.map(({ publisher }) => publisher))],
    consumers: [...new Set(flows.flatMap(({ consumers }) => consumers.map(({ service }) => service)))],
    isCommitted,
    isOver,
    begun,
    committed,
    over,
    repeat: (...round) => repeatUntil(isOver, ...round),
    patienceMs,
    async settle(other) {
      const behind = watchProgress(other, options);
      behind.noteCommitted();
      await behind.settle();
    },
    report: (found) => void faults.push(...found),
  };
}
