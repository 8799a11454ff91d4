import type { Queryable } from './contract.ts';
import { inboxEventId } from './inbox-event-id.ts';
import type { SagaFailure } from './saga-contract.ts';
import type { Decision, RunPhase, RunState, StepState, StoredData } from './saga-run.ts';

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

const INSERT = `
INSERT INTO eda.saga AS s (saga, key, version, state, start, steps, due_at, started_by, correlation_id, traceparent)
VALUES ($1, $2, $3, $4, $5, $6, now() + $7::float8 * interval '1 ms', $8, $9, $10)
ON CONFLICT (saga, key) DO UPDATE SET second_starts = s.second_starts + 1
RETURNING second_starts`;

/** Writes the row of a run that begins. @returns false where the key has one: that is counted there, and changes nothing else. */
export async function insertRun(
  tx: Queryable,
  begun: NewRun,
  { state, steps }: Pick<RunState, 'state' | 'steps'>,
): Promise<boolean> {
  const { rows } = await tx.query<{ second_starts: number }>(INSERT, [
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
  readonly correlation_id: string;
  readonly traceparent: string | null;
}

const SELECT = `SELECT version, state, rev, start, steps, failure, aborts, correlation_id, traceparent
FROM eda.saga WHERE saga = $1 AND key = $2`;

/** Locks a run until the transaction ends. @returns undefined where there is none. */
export async function lockRun(tx: Queryable, saga: string, key: string): Promise<StoredRun | undefined> {
  const { rows } = await tx.query<RunRow>(`${SELECT} FOR UPDATE`, [saga, key]);
  return rows[0] && fromRow(saga, key, rows[0]);
}

/** Locks a run whose time is up. @returns undefined where it is not, or somebody else has the run in hand. */
export async function lockDueRun(tx: Queryable, saga: string, key: string): Promise<StoredRun | undefined> {
  const { rows } = await tx.query<RunRow>(`${SELECT} AND due_at <= now() FOR UPDATE SKIP LOCKED`, [
    saga,
    key,
  ]);
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
    correlationId: row.correlation_id,
    traceparent: row.traceparent ?? undefined,
  };
}

const UPDATE = `
UPDATE eda.saga SET state = $4, steps = $5, failure = $6, aborts = $7, rev = rev + 1, error = NULL, updated_at = now(),
  due_at = CASE WHEN $8::boolean THEN due_at ELSE now() + $9::float8 * interval '1 ms' END
WHERE saga = $1 AND key = $2 AND rev = $3
RETURNING extract(epoch FROM now() - started_at)::float8 AS age`;

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
  const { rows } = await tx.query<{ age: number }>(UPDATE, [
    before.saga,
    before.key,
    before.rev,
    run.state,
    JSON.stringify(run.steps),
    run.failure === undefined ? null : JSON.stringify(run.failure),
    run.aborts,
    waitMs === 'same',
    typeof waitMs === 'number' ? waitMs : null,
  ]);
  const [row] = rows;
  if (row === undefined) throw new Error(`Run ${before.key} of saga ${before.saga} changed past its lock`);
  return row.age;
}

/** @returns runs whose time is up, the longest overdue first. */
export async function findDueRuns(
  database: Queryable,
  sagas: readonly string[],
  limit: number,
): Promise<{ saga: string; key: string }[]> {
  const { rows } = await database.query<{ saga: string; key: string }>(
    'SELECT saga, key FROM eda.saga WHERE due_at <= now() AND saga = ANY ($1) ORDER BY due_at LIMIT $2',
    [sagas, limit],
  );
  return rows;
}

/** Puts a transition off that could not be made, and says why. */
export async function postponeRun(
  database: Queryable,
  run: { readonly saga: string; readonly key: string },
  pauseMs: number,
  error: string,
): Promise<void> {
  await database.query(
    `UPDATE eda.saga SET due_at = now() + $3::float8 * interval '1 ms', error = $4
     WHERE saga = $1 AND key = $2 AND due_at <= now()`,
    [run.saga, run.key, pauseMs, error.slice(0, 2000)],
  );
}

/** Counts open runs by saga and state; `overdue`: those whose time was up more than a minute ago. */
export async function countOpenRuns(
  database: Queryable,
): Promise<{ saga: string; state: RunPhase; runs: number; overdue: number }[]> {
  const { rows } = await database.query<{ saga: string; state: RunPhase; runs: number; overdue: number }>(
    `SELECT saga, state, count(*)::int AS runs,
       count(*) FILTER (WHERE due_at < now() - interval '1 minute')::int AS overdue
     FROM eda.saga WHERE state IN ('running', 'compensating', 'parked') GROUP BY saga, state`,
  );
  return rows;
}
