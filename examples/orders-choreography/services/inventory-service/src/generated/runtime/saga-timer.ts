import type { Database } from './database.ts';
import { toError } from './errors.ts';
import { runInFlow } from './flow-context.ts';
import { applyDecision, decide, sagaOf } from './saga.ts';
import { findDueRuns, lockDueRun, postponeRun } from './saga-store.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { runInSpan } from './tracing.ts';

const TICK_MS = 500;
const BATCH = 50;
/** Until a transition is tried again that could not be made. */
const PAUSE_MS = 30_000;

/**
 * Moves runs on whose time is up. Every replica may do so: the lock of the run's row, taken without waiting, is the
 * lease, and a process that dies gives it back.
 */
export function startSagaTimer(runtime: ServiceRuntime, database: Database): { stop(): Promise<void> } {
  const { logger } = runtime;
  const sagas = (runtime.definition.sagas ?? []).map(({ name }) => name);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const tick = async () => {
    let found = 0;
    try {
      const due = await findDueRuns(database, sagas, BATCH);
      found = due.length;
      for (const run of due) {
        if (stopped) return;
        await takeTimeout(runtime, database, run);
      }
    } catch (error) {
      logger.warn('sagas could not be looked after', { error: toError(error).message });
    }
    // Several replicas look: scattered, they find different runs.
    const pause = found === BATCH ? 0 : TICK_MS * (0.75 + Math.random() / 2);
    if (!stopped) schedule(pause);
  };
  const schedule = (pause: number) => {
    timer = setTimeout(() => {
      running = tick();
    }, pause);
    timer.unref();
  };
  schedule(0);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}

/** The transition of one run whose time is up; one that fails is put off, and keeps no other from going on. */
export async function takeTimeout(
  runtime: ServiceRuntime,
  database: Database,
  { saga, key }: { readonly saga: string; readonly key: string },
): Promise<void> {
  const transaction = await database.begin();
  try {
    const run = await lockDueRun(transaction.tx, saga, key);
    if (run !== undefined) {
      const definition = sagaOf(runtime, saga);
      const decision = decide(definition, run, { kind: 'timeout' });
      await runInSpan(`timeout ${saga}`, 'producer', run.traceparent, {}, async (traceparent) =>
        runInFlow({ correlationId: run.correlationId, ...(traceparent && { traceparent }) }, () =>
          applyDecision(runtime, definition, run, decision, transaction),
        ),
      );
    }
    await transaction.commit();
  } catch (thrown) {
    const error = toError(thrown);
    await transaction.rollback();
    runtime.logger.error('saga cannot go on', { saga, key, error });
    await postponeRun(database, { saga, key }, PAUSE_MS, error.message);
  }
}
