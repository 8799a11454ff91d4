import { backoffMs } from './backoff.ts';
import type { Logger, Queryable, ServiceDefinition } from './contract.ts';
import type { Database } from './database.ts';
import type { Environment } from './environment.ts';
import { isTransient, toError } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { migrate } from './migrate.ts';
import { maintainHistory } from './outbox-history.ts';
import { type Relay, startRelay } from './relay.ts';
import type { RelayRow } from './relay-row.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { Sidecar } from './sidecar.ts';
import { HAS_PENDING } from './statements.ts';
import { recordPublishing, validTraceparent } from './tracing.ts';

/** Migrations and partitions; waits for a database that can't be reached yet. */
export async function prepare(
  definition: ServiceDefinition,
  environment: Environment,
  database: Database | undefined,
  logger: Logger,
  isStopping: () => boolean,
): Promise<void> {
  if (!database) return;
  for (let failures = 1; !isStopping(); failures += 1) {
    try {
      await migrate(database.url, environment.migrations ?? definition.migrations ?? 'migrations', logger);
      if (definition.historyMs !== undefined) await maintainHistory(database, definition.historyMs);
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.warn('database not ready', { error: toError(error).message });
      await sleep(backoffMs({ initialMs: 200, maxMs: 5_000 }, failures));
    }
  }
}

/** @returns false if the service stopped before the sidecar was up. */
export async function waitForSidecar(
  sidecar: Sidecar,
  logger: Logger,
  isStopping: () => boolean,
): Promise<boolean> {
  for (let failures = 1; !isStopping(); failures += 1) {
    if (await sidecar.isReady()) return true;
    if (failures === 1) logger.info('waiting for the sidecar');
    await sleep(backoffMs({ initialMs: 100, maxMs: 2_000 }, failures));
  }
  return false;
}

/**
 * Whether the service needs a relay: it publishes, or an earlier design left events in its outbox. Where the database
 * can't tell, it does: a relay without work is harmless.
 */
export async function needsRelay(definition: ServiceDefinition, database: Queryable): Promise<boolean> {
  if (definition.outbox !== 'relay') return false;
  if (Object.keys(definition.publishes).length > 0) return true;
  return await database.query<{ pending: boolean }>(HAS_PENDING).then(
    ({ rows }) => rows[0]?.pending === true,
    () => true,
  );
}

/** The relay of a service, with its metrics and its log lines. */
export function startServiceRelay(
  definition: ServiceDefinition,
  database: Database,
  sidecar: Sidecar,
  logger: Logger,
  metrics: Metrics,
): Relay {
  return startRelay({
    databaseUrl: database.url,
    sidecar,
    logger,
    history: definition.historyMs !== undefined,
    ...(definition.probes && { probes: definition.probes }),
    onPublished(row) {
      const delayMs = Math.max(0, Date.now() - row.createdAt);
      metrics.count('eda_published_total', { topic: row.topic });
      metrics.observe('eda_publish_delay_seconds', delayMs / 1000);
      const { type, traceparent } = namesIn(row);
      const attributes = {
        'messaging.system': 'dapr',
        'messaging.operation.name': 'publish',
        'messaging.destination.name': row.topic,
        'messaging.message.id': row.eventId,
      };
      recordPublishing(`publish ${type ?? row.topic}`, traceparent, attributes, row.createdAt);
      logger.info('event published', {
        event: type,
        ...(traceparent && { traceId: traceparent.slice(3, 35) }),
        id: row.eventId,
        topic: row.topic,
        sinceCommitMs: delayMs,
      });
    },
    onParked: (row) => metrics.count('eda_parked_total', { topic: row.topic }),
  });
}

/** Type and trace stand near the start of what the runtime wrote; parsing the whole would cost more than sending it. */
function namesIn(row: RelayRow): {
  readonly type: string | undefined;
  readonly traceparent: string | undefined;
} {
  const start = row.envelope.slice(0, 1000);
  return {
    type: /"type":"((?:[^"\\]|\\.)*)"/.exec(start)?.[1],
    traceparent: validTraceparent(/"traceparent":"([^"]*)"/.exec(start)?.[1]),
  };
}

/** What `/readyz` answers. */
export async function checkReady(
  runtime: ServiceRuntime,
  prepared: boolean,
): Promise<{ ready: boolean; checks: Record<string, string> }> {
  const checks: Record<string, string> = {};
  if (runtime.database) {
    checks.migrations = prepared ? 'applied' : 'not applied';
    checks.database = await runtime.database.query('SELECT 1').then(
      () => 'up',
      (error: unknown) => `down: ${toError(error).message}`,
    );
  }
  checks.sidecar = (await runtime.sidecar.isReady()) ? 'up' : 'down';
  const good = new Set(['applied', 'up']);
  const ready = runtime.takesEvents() && Object.values(checks).every((check) => good.has(check));
  return { ready, checks };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
