import type { Flow } from './flow.ts';
import type { Fault } from './judge-run.ts';
import type { Ledger } from './ledger.ts';
import type { ProofSystem } from './proof-system.ts';
import type { ActKind } from './saga-plays.ts';
import type { Subject, SubjectName } from './subject.ts';

/** One attack on a guarantee: a file in `proofs/` named by its id, and a line in `proofs.ts`. */
export type Proof = EventProof | StateProof;

/** An attack on events on their way. */
export interface EventProof {
  /** File name, and name on the command line. */
  readonly id: string;
  /** What holds, as people say it. */
  readonly title: string;
  /** How the events are committed, where not at full speed and without special ones. */
  commits?(flows: readonly Flow[]): CommitStyle;
  /** Events are committed until the attack is over, rather than so many and no more. */
  readonly steady?: boolean;
  /**
   * A service or its database is away while it attacks. What sidecars give up meanwhile is replayed behind it, as an operator
   * would; in any other proof it is a fault.
   */
  readonly interrupts?: boolean;
  /** Why it can't be run on such a system; absent: it can. */
  unfit?(scene: Scene): string | undefined;
  /**
   * Runs beside the commits and the deliveries. What it gives says how hard the attack was. Throws where it could not
   * be carried out: such a proof proves nothing.
   */
  attack(scene: Scene): Promise<string>;
}

export interface CommitStyle {
  /** Every so many events one whose consumers do something special. */
  readonly acts?: readonly { readonly every: number; readonly act: 'fail' | 'exhaust' | 'retry' | 'slow' }[];
  /** So many times, each publisher kills itself right after a commit. */
  readonly crashes?: number;
  /** Events a second over all flows, where they are not committed as fast as it goes. */
  readonly perSecond?: number;
}

/** What an attack sees, and what it may do. */
export interface Scene {
  readonly run: string;
  readonly flows: readonly Flow[];
  readonly system: ProofSystem;
  readonly ledger: Ledger;
  /** Services that publish, and services that handle. */
  readonly publishers: readonly string[];
  readonly consumers: readonly string[];
  /** Whether all is committed. */
  isCommitted(): boolean;
  /** Whether all is committed, sent and handled: an attack now comes too late. */
  isOver(): boolean;
  /** Resolves when all is committed. */
  readonly committed: Promise<void>;
  /** Resolves when all is committed, sent and handled, or nothing has moved for so long that nothing more will come. */
  readonly over: Promise<void>;
  /** Does something up to so many times, with pauses, while events are under way. Gives how often it did. */
  repeat(times: number, act: (round: number) => Promise<void> | void, pauseMs?: number): Promise<number>;
  /** Until events are under way for the first time. */
  readonly begun: Promise<void>;
  /** How long nothing may move before what is missing counts as lost. */
  readonly patienceMs: number;
  /** Waits until what another run committed is through, or nothing moves any more. */
  settle(run: string): Promise<void>;
  /** Notes a promise that was broken while the attack went on; what is left behind is judged anyway. */
  report(faults: readonly Fault[]): void;
}

/** An attack on what services make of events: runs of sagas, decisions of aggregates, tables of projections. */
export interface StateProof {
  readonly id: string;
  readonly title: string;
  readonly subject: SubjectName;
  /** Work goes on until the attack is over, rather than so much and no more. */
  readonly steady?: boolean;
  /** As of a proof of events. */
  readonly interrupts?: boolean;
  /** Only these acts of sagas. */
  readonly acts?: readonly ActKind[];
  /** So many times, each service that decides kills itself between a decision and its commit. */
  readonly crashes?: number;
  /** As of a proof of events. */
  attack(scene: StateScene): Promise<string>;
}

/** What an attack on state sees, and what it may do. */
export interface StateScene {
  readonly run: string;
  readonly system: ProofSystem;
  readonly ledger: Ledger;
  readonly subject: Subject;
  /** Whether all work is begun. */
  isWorked(): boolean;
  readonly worked: Promise<void>;
  /** Until something is under way. */
  readonly begun: Promise<void>;
  /** Has another process of a service decide as well, until it is gone. */
  addDecider(service: string, url: string): void;
  /** Does something so many times, with pauses. */
  repeat(times: number, act: (round: number) => Promise<void> | void, pauseMs?: number): Promise<number>;
}
