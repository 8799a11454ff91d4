import type { Database } from './database.ts';
import { deadLetterReasons } from './dead-letter.ts';
import { toError } from './errors.ts';
import { pruneInbox } from './inbox.ts';
import { measureOutbox } from './outbox-admin.ts';
import { maintainHistory } from './outbox-history.ts';
import { measureLag } from './projection-admin.ts';
import { isTicked, positionedProjections } from './projection-runner.ts';
import { resumeReleases } from './replay.ts';
import { countOpenRuns } from './saga-store.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { COUNT_FAULTS, MEASURE_TABLES } from './statements.ts';

const TICK_MS = 30_000;
const HOUR_MS = 3_600_000;

/** Retention, partitions, releases of keys that have to go on: every half minute, in the background. */
export function startMaintenance(runtime: ServiceRuntime, database: Database): { stop(): Promise<void> } {
  const { definition, logger } = runtime;
  let pruned = 0;
  let running: Promise<void> = Promise.resolve();
  const tick = async () => {
    try {
      await resumeReleases(runtime, database);
      if (Date.now() - pruned < HOUR_MS) return;
      const count = await pruneInbox(database, definition.inboxRetentionMs);
      if (definition.historyMs !== undefined) await maintainHistory(database, definition.historyMs);
      pruned = Date.now();
      if (count > 0) logger.info('inbox pruned', { events: count });
    } catch (error) {
      logger.warn('maintenance failed', { error: toError(error).message });
    }
  };
  const timer = setInterval(() => {
    running = running.then(tick);
  }, TICK_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

/** Reads what only the database knows into the metrics. Costs a probe per lane, so it is called at scrapes. */
export async function measureDatabase(runtime: ServiceRuntime, database: Database): Promise<void> {
  const { waiting, oldestSeconds } = await measureOutbox(database);
  const { rows } = await database.query<{
    parked: number;
    letters: Readonly<Record<string, number>> | null;
    blocked: number;
  }>(MEASURE_TABLES);
  const row = rows[0];
  if (!row) return;
  const { metrics } = runtime;
  metrics.gauge('eda_outbox_backlog', waiting);
  metrics.gauge('eda_outbox_oldest_seconds', oldestSeconds);
  metrics.gauge('eda_outbox_parked', row.parked);
  const letters = deadLetterReasons.map((reason) => [reason, row.letters?.[reason] ?? 0] as const);
  metrics.gauge(
    'eda_dead_letters',
    letters.reduce((sum, [, count]) => sum + count, 0),
  );
  for (const [reason, count] of letters) metrics.gauge('eda_dead_letters_by_reason', count, { reason });
  metrics.gauge('eda_blocked_keys', row.blocked);
  await measureSagas(runtime, database);
  await measureProjections(runtime, database);
}

async function measureProjections(
  { definition, metrics }: ServiceRuntime,
  database: Database,
): Promise<void> {
  const positioned = positionedProjections(definition);
  if (positioned.length === 0) return;
  for (const projection of positioned.filter(isTicked)) {
    const { lag, lagSeconds } = await measureLag(database, projection);
    metrics.gauge('eda_projection_lag', lag, { projection: projection.name });
    metrics.gauge('eda_projection_lag_seconds', lagSeconds, { projection: projection.name });
  }
  const { rows } = await database.query<{ name: string; faults: number }>(COUNT_FAULTS);
  for (const { name } of positioned) {
    const faults = rows.find((row) => row.name === name)?.faults ?? 0;
    metrics.gauge('eda_projection_faults', faults, { projection: name });
  }
}

const OPEN_STATES = ['running', 'compensating', 'parked'] as const;

async function measureSagas({ definition, metrics }: ServiceRuntime, database: Database): Promise<void> {
  const { sagas = [] } = definition;
  if (sagas.length === 0) return;
  const counts = await countOpenRuns(database);
  for (const { name: saga } of sagas) {
    const own = counts.filter((count) => count.saga === saga);
    for (const state of OPEN_STATES) {
      metrics.gauge('eda_saga_runs', own.find((count) => count.state === state)?.runs ?? 0, { saga, state });
    }
    const overdue = own.reduce(
      (sum, count) => sum + (count.state === 'parked' ? count.runs : count.overdue),
      0,
    );
    metrics.gauge('eda_saga_overdue', overdue, { saga });
  }
}
