import { setMaxListeners } from 'node:events';
import { adminRoutes } from './admin-routes.ts';
import { createClients } from './client.ts';
import type {
  Consumer,
  EventMap,
  Logger,
  Publish,
  PublishOptions,
  Queryable,
  ServiceDefinition,
  ServiceWiring,
  UnitOfWork,
} from './contract.ts';
import { type Database, openDatabase } from './database.ts';
import { declareMetrics } from './declare-metrics.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { toError } from './errors.ts';
import { createHttpClient } from './http-client.ts';
import { createLogger } from './logger.ts';
import { startMaintenance } from './maintenance.ts';
import type { Message } from './message.ts';
import { createMetrics } from './metrics.ts';
import { runUnitOfWork } from './operation.ts';
import { writeOutbox } from './outbox.ts';
import { createOutboxWaker } from './outbox-waker.ts';
import { type ProjectionRunner, positionedProjections, startProjections } from './projection-runner.ts';
import { createRecentMap } from './recent-map.ts';
import type { Relay } from './relay.ts';
import { messagesOf } from './saga-run.ts';
import { startSagaTimer } from './saga-timer.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';
import { startServer } from './server.ts';
import { serviceRoutes } from './service-routes.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { checkReady, needsRelay, prepare, startServiceRelay, waitForSidecar } from './service-startup.ts';
import { createSidecar } from './sidecar.ts';
import { createPublish } from './unit-of-work.ts';
import { createUuid } from './uuid.ts';

export interface RunningService<Events extends EventMap = EventMap, Aggregates extends object = object> {
  /** Where it listens; chosen by the system if the environment said 0. */
  readonly port: number;
  readonly logger: Logger;
  /** Commits what `work` wrote and published, rolls both back if it throws. */
  transaction<Result>(work: (unit: UnitOfWork<Events, Aggregates>) => Promise<Result>): Promise<Result>;
  /**
   * Publishes in a transaction that the caller's own library opened, made ready by its adapter: written at once,
   * right before its commit if that can be. @returns the CloudEvents id.
   */
  publish<Name extends keyof Events & string>(
    tx: Queryable,
    name: Name,
    data: Events[Name],
    options?: PublishOptions,
  ): Promise<string>;
  /** The same for several events: they are written together when `work` has ended, so that no two writers wait for each other. */
  publishAll<Result>(tx: Queryable, work: (publish: Publish<Events>) => Promise<Result>): Promise<Result>;
  /** Finishes what is in work, then closes everything. Calling it again waits for the same end. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly environment?: Environment;
  readonly logger?: Logger;
  /** Stops on SIGTERM and SIGINT and ends the process; true unless said otherwise. */
  readonly handleSignals?: boolean;
  /** How long work in flight may take at the end; 10 s. */
  readonly graceMs?: number;
}

const GRACE_MS = 10_000;
/** For what was aborted to answer. */
const ABORT_MS = 1_000;
const HANDLED_IDS = 100_000;
const LEAST_POOL = 10;
/** Connections beside the handlers' own: for attempts, dead letters, notifications. */
const SPARE_CONNECTIONS = 2;

/**
 * Starts a service, or with EDA_TASK=migrate applies its migrations and ends the process. It listens at once (alive), applies migrations, then takes events (ready), and publishes as soon as
 * the sidecar is up. A database that is down is waited for.
 * @throws Error if the definition and the wiring don't fit, tokens are missing, the port is taken, or a migration is refused.
 */
export async function startService<Events extends EventMap = EventMap, Aggregates extends object = object>(
  definition: ServiceDefinition,
  wiring: ServiceWiring,
  options: ServiceOptions = {},
): Promise<RunningService<Events, Aggregates>> {
  const environment = options.environment ?? readEnvironment();
  const logger =
    options.logger ??
    createLogger({ service: definition.name, format: environment.logFormat, level: environment.logLevel });
  if (environment.task === 'migrate') return await migrateOnly(definition, environment, logger);
  checkWiring(definition, wiring);
  checkTokens(definition, environment);
  const metrics = createMetrics();
  declareMetrics(definition, metrics);
  const http = createHttpClient();
  const { sidecarUrl, sidecarToken } = environment;
  const sidecar = createSidecar(http.send, sidecarUrl, sidecarToken, definition.components);
  const waker = createOutboxWaker(() => database);
  const database = openServiceDatabase(definition, environment, logger, waker.wake);
  const abortion = new AbortController();
  // Every event in work listens to it; more than ten are no leak.
  setMaxListeners(0, abortion.signal);
  let prepared = false;
  let stopping: Promise<void> | undefined;
  let relay: Relay | undefined;
  let projections: ProjectionRunner | undefined;

  const runtime: ServiceRuntime = {
    definition,
    wiring,
    database,
    sidecar,
    logger,
    metrics,
    calls: createClients(definition, { sidecar, send: http.send, metrics, logger }),
    instance: createUuid(),
    takesEvents: () => prepared && stopping === undefined,
    aborted: abortion.signal,
    places: createPlaces(),
    handlers: createSemaphore(Math.max(1, (database?.size ?? Number.POSITIVE_INFINITY) - SPARE_CONNECTIONS)),
    appended: () => projections?.wake(),
    failures: createRecentMap(HANDLED_IDS),
    handled: createRecentMap(HANDLED_IDS),
  };
  const relayState = () => relay?.state();
  const server = await startServer(
    environment,
    [
      ...serviceRoutes(runtime, environment.appToken, {
        isReady: () => checkReady(runtime, prepared),
        relayState,
      }),
      ...adminRoutes(runtime, environment.adminToken, relayState),
    ],
    { logger, metrics },
  );
  logger.info('service listens', { host: environment.host, port: server.port });

  let maintenance: { stop(): Promise<void> } | undefined;
  let sagaTimer: { stop(): Promise<void> } | undefined;
  const stop = async () => {
    logger.info('service stops');
    const graceMs = options.graceMs ?? GRACE_MS;
    const grace = setTimeout(() => abortion.abort(new Error('The service stops')), graceMs);
    const patience = setTimeout(server.destroy, graceMs + ABORT_MS);
    await server.close();
    clearTimeout(grace);
    clearTimeout(patience);
    abortion.abort(new Error('The service has stopped'));
    waker.close();
    await maintenance?.stop();
    await sagaTimer?.stop();
    await projections?.stop();
    await relay?.stop();
    await database?.close();
    http.close();
    logger.info('service stopped');
  };
  const stopOnce = () => {
    stopping ??= stop();
    return stopping;
  };
  if (options.handleSignals ?? true) stopOnSignals(stopOnce, logger);
  const publishOutbox = async (from: Database) => {
    if (!(await needsRelay(definition, from))) return;
    if (!(await waitForSidecar(sidecar, logger, () => stopping !== undefined)) || stopping) return;
    relay = startServiceRelay(definition, from, sidecar, logger, metrics);
    waker.setRelay(relay);
  };

  try {
    await prepare(definition, environment, database, logger, () => stopping !== undefined);
  } catch (error) {
    await stopOnce();
    throw error;
  }
  prepared = true;
  if (database && !stopping) {
    maintenance = startMaintenance(runtime, database);
    if (definition.sagas?.length) sagaTimer = startSagaTimer(runtime, database);
    if (positionedProjections(definition).length > 0) projections = startProjections(runtime, database);
    void publishOutbox(database);
  }
  const publishIn: RunningService<Events>['publishAll'] = async (tx, work) => {
    const messages: Message[] = [];
    const result = await work(
      createPublish(definition, (message) => void messages.push(message)) as Publish<Events>,
    );
    waker.wakeSoon(await writeOutbox(tx, messages));
    return result;
  };
  return {
    port: server.port,
    logger,
    transaction: (work) =>
      runUnitOfWork(runtime, work as unknown as (unit: UnitOfWork) => ReturnType<typeof work>),
    publish: (tx, name, data, publishOptions) =>
      publishIn(tx, (publish) => publish(name, data, publishOptions)),
    publishAll: publishIn,
    stop: stopOnce,
  };
}

/** For a job that runs before the new version: it needs neither a sidecar nor tokens. */
async function migrateOnly(
  definition: ServiceDefinition,
  environment: Environment,
  logger: Logger,
): Promise<never> {
  const database = openServiceDatabase(definition, environment, logger, () => {});
  await prepare(definition, environment, database, logger, () => false);
  await database?.close();
  logger.info('migrations are applied');
  process.exit(0);
}

function checkWiring(definition: ServiceDefinition, wiring: ServiceWiring): void {
  const missing = [
    ...consumersOf(definition).flatMap((consumer) =>
      consumer.kind === 'handler' && !wiring.handlers[consumer.handler]
        ? [`handler '${consumer.handler}'`]
        : [],
    ),
    ...definition.projections.flatMap((projection) =>
      Object.keys(projection.events).flatMap((event) =>
        wiring.projections[projection.name]?.[event] ? [] : [`projection '${projection.name}' of '${event}'`],
      ),
    ),
    ...(definition.aggregates ?? []).flatMap(({ name, events }) => {
      const code = wiring.aggregates?.[name];
      if (code === undefined) return [`aggregate '${name}'`];
      return events.flatMap((event) =>
        code.evolve[event.name] ? [] : [`evolve of '${event.name}' in aggregate '${name}'`],
      );
    }),
    ...(definition.sagas ?? []).flatMap((saga) =>
      messagesOf(saga).flatMap((message) =>
        wiring.sagas?.[saga.name]?.[message] ? [] : [`message '${message}' of saga '${saga.name}'`],
      ),
    ),
    ...definition.operations.flatMap((operation) =>
      wiring.operations[operation.name] ? [] : [`operation '${operation.name}'`],
    ),
  ];
  if (missing.length > 0) throw new Error(`The design has what the code has not: ${missing.join(', ')}`);
}

/** A service that forgot its tokens would take events from anybody who reaches its port. */
function checkTokens(definition: ServiceDefinition, { appToken, sidecarToken }: Environment): void {
  if (!definition.needsTokens) return;
  const missing = [
    ...(appToken ? [] : ['APP_API_TOKEN (what its sidecar sends to it)']),
    ...(sidecarToken ? [] : ['DAPR_API_TOKEN (what it sends to its sidecar)']),
  ];
  if (missing.length === 0) return;
  throw new Error(
    `Service '${definition.name}' needs ${missing.join(' and ')}; daprd reads the same variables`,
  );
}

function consumersOf(definition: ServiceDefinition): Consumer[] {
  return definition.subscriptions.flatMap((one) => one.events).flatMap((event) => [...event.consumers]);
}

function openServiceDatabase(
  definition: ServiceDefinition,
  environment: Environment,
  logger: Logger,
  onCommitted: (lanes: readonly number[]) => void,
): Database | undefined {
  if (!definition.database) return undefined;
  if (!environment.databaseUrl) throw new Error(`Service '${definition.name}' needs DATABASE_URL`);
  const most = Math.max(LEAST_POOL, ...consumersOf(definition).map((consumer) => consumer.concurrency));
  const size = environment.poolSize ?? most + SPARE_CONNECTIONS;
  return openDatabase(environment.databaseUrl, size, logger, onCommitted);
}

/** A semaphore for each consumer, made when first asked for. */
function createPlaces(): ServiceRuntime['places'] {
  const places = new Map<string, Semaphore>();
  return (consumer, size) => {
    const semaphore = places.get(consumer) ?? createSemaphore(size);
    places.set(consumer, semaphore);
    return semaphore;
  };
}

function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  const end = (signal: NodeJS.Signals) => {
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('service did not stop cleanly', { signal, error: toError(error) });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
