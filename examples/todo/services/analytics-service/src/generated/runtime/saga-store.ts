import type { Queryable } from './contract.ts';
import { inboxEventId } from './inbox-event-id.ts';
import type { SagaFailure } from './saga-contract.ts';
import type { Decision, RunPhase, RunState, StepState, StoredData } from './saga-run.ts';
import {
  COUNT_OPEN_RUNS,
  FIND_DUE_RUNS,
  INSERT_RUN,
  LOCK_DUE_RUN,
  LOCK_RUN,
  POSTPONE_RUN,
  UPDATE_RUN,
} from './statements.ts';
import { storableText } from './storable-text.ts';

/** A run as it lies in its row: what transitions change, and what it began with. */
export interface StoredRun extends RunState {
  readonly rev: number;
  readonly start: StoredData;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/** A run that begins: which, why, and what it belongs to. */
export interface NewRun {
  readonly saga: string;
  readonly key: string;
  readonly version: number;
  readonly start: StoredData;
  /** Id of the event. */
  readonly startedBy: string;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  /** How long it waits for what comes next, in ms; undefined: for ever. */
  readonly waitMs: number | undefined;
}

/** @returns the key as it is kept: one too long for an index as its hash. */
export function runKey(key: string): string {
  return inboxEventId(key);
}

/** Writes the row of a run that begins. @returns false where the key has one: that is counted there, and changes nothing else. */
export async function insertRun(
  tx: Queryable,
  begun: NewRun,
  { state, steps }: Pick<RunState, 'state' | 'steps'>,
): Promise<boolean> {
  const { rows } = await tx.query<{ second_starts: number }>(INSERT_RUN, [
    begun.saga,
    begun.key,
    begun.version,
    state,
    JSON.stringify(begun.start),
    JSON.stringify(steps),
    begun.waitMs ?? null,
    begun.startedBy,
    begun.correlationId,
    begun.traceparent ?? null,
  ]);
  return rows[0]?.second_starts === 0;
}

interface RunRow {
  readonly version: number;
  readonly state: RunPhase;
  readonly rev: number;
  readonly start: StoredData;
  readonly steps: readonly StepState[];
  readonly failure: SagaFailure | null;
  readonly aborts: number;
  readonly correlationId: string;
  readonly traceparent: string | null;
}

/** Locks a run until the transaction ends. @returns undefined where there is none. */
export async function lockRun(tx: Queryable, saga: string, key: string): Promise<StoredRun | undefined> {
  const { rows } = await tx.query<RunRow>(LOCK_RUN, [saga, key]);
  return rows[0] && fromRow(saga, key, rows[0]);
}

/** Locks a run whose time is up. @returns undefined where it is not, or somebody else has the run in hand. */
export async function lockDueRun(tx: Queryable, saga: string, key: string): Promise<StoredRun | undefined> {
  const { rows } = await tx.query<RunRow>(LOCK_DUE_RUN, [saga, key]);
  return rows[0] && fromRow(saga, key, rows[0]);
}

function fromRow(saga: string, key: string, row: RunRow): StoredRun {
  return {
    saga,
    key,
    version: row.version,
    state: row.state,
    steps: row.steps,
    ...(row.failure && { failure: row.failure }),
    aborts: row.aborts,
    rev: row.rev,
    start: row.start,
    correlationId: row.correlationId,
    traceparent: row.traceparent ?? undefined,
  };
}

/**
 * Writes what was decided about a run that this transaction has locked.
 * @returns the age of the run in seconds.
 * @throws Error if its revision is not the one that was read: somebody wrote past the lock.
 */
export async function updateRun(
  tx: Queryable,
  before: StoredRun,
  { run, waitMs }: Decision,
): Promise<number> {
  const values = [
    before.saga,
    before.key,
    before.rev,
    run.state,
    JSON.stringify(run.steps),
    run.failure === undefined ? null : JSON.stringify(run.failure),
    run.aborts,
    waitMs === 'same',
    typeof waitMs === 'number' ? waitMs : null,
  ];
  try {
    const { rows } = await tx.query<{ age: number }>(UPDATE_RUN, values);
    return rows[0]?.age ?? 0;
  } catch (error) {
    if (!isNullRefused(error)) throw error;
    throw new Error(`Run ${before.key} of saga ${before.saga} changed past its lock`, { cause: error });
  }
}

function isNullRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23502';
}

/** @returns runs whose time is up, the longest overdue first. */
export async function findDueRuns(
  database: Queryable,
  sagas: readonly string[],
  limit: number,
): Promise<{ saga: string; key: string }[]> {
  const { rows } = await database.query<{ saga: string; key: string }>(FIND_DUE_RUNS, [sagas, limit]);
  return rows;
}

/** Puts a transition off that could not be made, and says why. */
export async function postponeRun(
  database: Queryable,
  run: { readonly saga: string; readonly key: string },
  pauseMs: number,
  error: string,
): Promise<void> {
  await database.query(POSTPONE_RUN, [run.saga, run.key, pauseMs, storableText(error, 2000)]);
}

/** Counts open runs by saga and state; `overdue`: those whose time was up more than a minute ago. */
export async function countOpenRuns(
  database: Queryable,
): Promise<{ saga: string; state: RunPhase; runs: number; overdue: number }[]> {
  const { rows } = await database.query<{ saga: string; state: RunPhase; runs: number; overdue: number }>(
    COUNT_OPEN_RUNS,
  );
  return rows;
}
