import type { Fault } from './judge-run.ts';
import type { ActKind } from './saga-plays.ts';

export type SubjectName = 'sagas' | 'aggregates' | 'projections';

/** What proofs attack beside events on their way: how it is set to work, and what has to be true of it. */
export interface Subject {
  /** Services that hold its state. */
  readonly services: readonly string[];
  /** Why there is nothing to attack; absent: there is. */
  readonly missing?: string;
  /** Has services work, until they have done what is asked and `until` says so. */
  work(order: WorkOrder): Promise<void>;
  /** Has services do what is due; called again and again until a run is over. */
  tend?(urlOf: (service: string) => string): Promise<void>;
  /** How much of a run is under way. */
  countOpen(run: string): Promise<number>;
  judge(run: string): Promise<Verdict>;
  /** Asks for everything to be built anew that can be. @returns how much that is. */
  rebuild?(): Promise<number>;
  /** What can be compared only when nothing moves any more. */
  compare?(): Promise<readonly Fault[]>;
}

/** What to do in a run. */
export interface WorkOrder {
  readonly run: string;
  /** How much of it, over all. */
  readonly count: number;
  readonly until: () => boolean;
  readonly acts?: readonly ActKind[] | undefined;
  readonly crashes?: number | undefined;
  /** Where a service can be asked: its own address, and those of further processes of it. */
  readonly urlsOf: (service: string) => readonly string[];
}

/** What was found of a run. */
export interface Verdict {
  readonly faults: readonly Fault[];
  /** For people: what there was. */
  readonly counted: string;
  /** What was begun, and what came of it. */
  readonly events: number;
  readonly effects: number;
}

/** Behind those of the keys that events on their way have. */
let lastNumber = 99;

/** A number that gives a run or a stream a key of its own. */
export function drawNumber(): number {
  lastNumber += 1;
  return lastNumber;
}
