import type { Database } from './database.ts';
import { HttpError, toError } from './errors.ts';
import { runInFlow } from './flow-context.ts';
import { applyDecision, decide, sagaOf } from './saga.ts';
import type { SagaDefinition } from './saga-contract.ts';
import type { RunInput, RunPhase } from './saga-run.ts';
import { lockRun } from './saga-store.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { COUNT_RUNS, LIST_RUNS, READ_RUN } from './statements.ts';

/** A run, for people. Times are ISO 8601. */
export interface RunSummary {
  readonly saga: string;
  readonly key: string;
  readonly version: number;
  readonly state: RunPhase;
  /** The step that it stands at, and how that is. */
  readonly step: string | null;
  readonly stepState: string | null;
  /** When what it waits for is late. */
  readonly dueAt: Date | null;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

/** @returns runs, those that wait for a person first, then the oldest; of the given states: open ones by default. */
export async function listRuns(
  database: Database,
  filter: { readonly saga?: string; readonly states: readonly RunPhase[]; readonly limit: number },
): Promise<RunSummary[]> {
  const { rows } = await database.query<RunSummary>(LIST_RUNS, [
    filter.states,
    filter.saga ?? null,
    filter.limit,
  ]);
  return rows;
}

/** @returns all that is known of a run, undefined where there is none. */
export async function readRun(
  database: Database,
  saga: string,
  key: string,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.query(READ_RUN, [saga, key]);
  return rows[0];
}

/** Counts runs by saga and version: what the code still has to know. */
export async function listVersions(
  database: Database,
  sagas: readonly SagaDefinition[],
): Promise<
  { saga: string; version: number; open: number; ended: number; known: boolean; newest: boolean }[]
> {
  const { rows } = await database.query<{ saga: string; version: number; open: number; ended: number }>(
    COUNT_RUNS,
  );
  const known = sagas.flatMap(({ name, versions }) =>
    versions.map(({ version }) => ({ saga: name, version })),
  );
  const unused = known.filter(
    ({ saga, version }) => !rows.some((row) => row.saga === saga && row.version === version),
  );
  return [...rows, ...unused.map((one) => ({ ...one, open: 0, ended: 0 }))]
    .map((row) => {
      const definition = sagas.find(({ name }) => name === row.saga);
      return {
        ...row,
        known: definition?.versions.some(({ version }) => version === row.version) ?? false,
        newest: definition?.versions.at(-1)?.version === row.version,
      };
    })
    .sort((a, b) => (a.saga === b.saga ? a.version - b.version : a.saga < b.saga ? -1 : 1));
}

/** What a person decides about a run: asks for its undoing again, or gives up. @throws HttpError 404, 409 */
export async function interveneRun(
  runtime: ServiceRuntime,
  database: Database,
  saga: string,
  key: string,
  input: Extract<RunInput, { kind: 'retry' | 'abort' }>,
): Promise<{ readonly state: RunPhase }> {
  if (!runtime.definition.sagas?.some(({ name }) => name === saga)) throw noRun(saga, key);
  const definition = sagaOf(runtime, saga);
  const transaction = await database.begin();
  try {
    const run = await lockRun(transaction.tx, saga, key);
    if (run === undefined) throw noRun(saga, key);
    const decision = decide(definition, run, input);
    if (decision.outcome === 'ignored') {
      const allowed = input.kind === 'retry' ? 'parked' : 'running or parked';
      throw new HttpError(409, `The run is ${run.state}; ${input.kind} is for one that is ${allowed}`);
    }
    const { correlationId, traceparent } = run;
    runInFlow({ correlationId, ...(traceparent && { traceparent }) }, () =>
      applyDecision(runtime, definition, run, decision, transaction),
    );
    await transaction.commit();
    runtime.logger.info(`saga: a person's ${input.kind}`, { saga, key, state: decision.run.state });
    return { state: decision.run.state };
  } catch (thrown) {
    await transaction.rollback();
    if (thrown instanceof HttpError) throw thrown;
    throw new HttpError(409, `The run cannot go on: ${toError(thrown).message}`);
  }
}

function noRun(saga: string, key: string): HttpError {
  return new HttpError(404, `There is no run '${key}' of saga '${saga}'`);
}
