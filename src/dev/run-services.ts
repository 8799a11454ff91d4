import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { databaseName } from '../model/names.ts';
import { type RunApp, wantsDatabase } from './dapr-run-template.ts';
import type { Guard } from './guard.ts';
import { disarm, removeColour } from './log-line.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import type { PlacedApp } from './place-apps.ts';
import { findFreePort } from './ports.ts';
import type { Postgres } from './postgres.ts';
import { type Replica, startReplica } from './replica.ts';
import { createServiceRunner, type RunnerEvent, type ServiceRunner } from './service-runner.ts';
import type { Sidecars } from './sidecars.ts';
import type { RunningService, SystemEvent } from './system-event.ts';

export interface ServicesOptions {
  readonly root: string;
  readonly apps: readonly PlacedApp[];
  readonly guard: Guard;
  readonly sidecars: Sidecars;
  /** Absent where no app has a database. */
  readonly postgres: Postgres | undefined;
  readonly adminToken: string;
  readonly env: Variables;
  readonly watch: boolean;
  readonly graceMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: (event: SystemEvent) => void;
}

/** The services of a system, from their source on. */
export interface Services {
  readonly services: readonly RunningService[];
  /**
   * Builds and starts all, and waits until each is ready or is known not to become so. Without a watch, one that can't
   * be built or started makes the whole fail. Call `stop` in any case.
   */
  start(): Promise<Outcome<true>>;
  restart(name: string, reason: string): Promise<void>;
  /** Starts a second process of a service, which is sent no events: they go to the first. */
  replicate(name: string): Promise<Outcome<Replica>>;
  stop(): Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Prepares the services of `apps`, without starting any. */
export function createServices(options: ServicesOptions): Services {
  const { root, apps, guard, sidecars, watch, graceMs, signal, onEvent } = options;
  const runners = new Map<string, ServiceRunner>();
  const settled = new Map<string, () => void>();
  const failures: Diagnostic[] = [];
  const replicas: Replica[] = [];
  const services = apps.map((app) => describeService(app, options.postgres, runners));

  function note(name: string, event: RunnerEvent): void {
    // A new version may subscribe to other topics.
    if (event.kind === 'ready') sidecars.renewApp(name);
    if (event.kind === 'broken') failures.push(...event.diagnostics);
    if (event.kind === 'gave-up') failures.push(reportGaveUp(name, event.how, event.lines));
    onEvent({ kind: 'service', name, event });
    if (event.kind === 'ready' || event.kind === 'gave-up' || event.kind === 'slow') settled.get(name)?.();
  }

  for (const { app, ...ports } of apps) {
    const runner = createServiceRunner({
      root,
      app,
      env: environmentOf({ app, ...ports }, options),
      readyUrl: ports.appPort === undefined ? undefined : `http://127.0.0.1:${ports.appPort}/readyz`,
      guard,
      watch,
      graceMs,
      // Nobody is there to mend it, so nobody should wait for long.
      patience: watch ? undefined : 3,
      onEvent: (event) => note(app.appId, event),
    });
    runners.set(app.appId, runner);
  }
  const all = [...runners.values()];

  return {
    services,
    async start() {
      onEvent({ kind: 'services', services });
      const prepared = await Promise.all(all.map((runner) => runner.prepare()));
      if (!watch && failures.length > 0) return fail(...failures);
      const aborted = new Promise<void>((done) => {
        if (signal?.aborted) done();
        signal?.addEventListener('abort', () => done(), { once: true });
      });
      const starting = all.map(async (runner, index) => {
        const settling = new Promise<void>((done) => settled.set(runner.service.name, done));
        await runner.start();
        if (prepared[index]?.ok) await Promise.race([settling, aborted]);
      });
      await Promise.all(starting);
      if (signal?.aborted) return fail();
      if (!watch && failures.length > 0) return fail(...failures);
      await awaitSubscriptions(services, sidecars);
      return succeed(true);
    },
    async restart(name, reason) {
      await runners.get(name)?.restart(reason);
    },
    async replicate(name) {
      const placed = apps.find(({ app }) => app.appId === name);
      if (placed === undefined) throw new Error(`there is no service ${name}`);
      const appPort = await findFreePort();
      const env = environmentOf({ ...placed, appPort }, options);
      const replica = await startReplica(placed.app, { appPort, env, guard });
      if (replica.ok) replicas.push(replica.value);
      return replica;
    },
    async stop() {
      await Promise.all(replicas.map((replica) => replica.stop()));
      await Promise.all(all.map((runner) => runner.stop()));
    },
  };
}

function describeService(
  one: PlacedApp,
  postgres: Postgres | undefined,
  runners: ReadonlyMap<string, ServiceRunner>,
): RunningService {
  const { app, appPort, daprPort } = one;
  const databaseUrl = databaseUrlOf(app, postgres);
  return {
    name: app.appId,
    ...(appPort === undefined ? {} : { url: `http://127.0.0.1:${appPort}`, appPort }),
    daprPort,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    state: () => runners.get(app.appId)?.service.state() ?? 'stopped',
    pid: () => runners.get(app.appId)?.service.pid(),
  };
}

function databaseUrlOf(app: RunApp, postgres: Postgres | undefined): string | undefined {
  return wantsDatabase(app) ? postgres?.url(databaseName(app.appId)) : undefined;
}

/** The template's own variables give way to what this run decides: ports that were moved, the database. */
function environmentOf({ app, appPort, daprPort }: PlacedApp, options: ServicesOptions): Variables {
  const port = appPort === undefined ? {} : { APP_PORT: String(appPort), PORT: String(appPort) };
  return {
    ...options.env,
    HOST: '127.0.0.1',
    PYTHONUNBUFFERED: '1',
    ...app.env,
    APP_ID: app.appId,
    // The screen makes it readable.
    EDA_LOG: 'json',
    ...port,
    DAPR_HTTP_PORT: String(daprPort),
    DAPR_HTTP_ENDPOINT: `http://127.0.0.1:${daprPort}`,
    DATABASE_URL: databaseUrlOf(app, options.postgres) ?? '',
    EDA_ADMIN_TOKEN: options.adminToken,
  };
}

/** Events published before the subscribers are known would find nobody. */
async function awaitSubscriptions(services: readonly RunningService[], sidecars: Sidecars): Promise<void> {
  const waiting = services.filter((service) => service.appPort !== undefined && service.state() === 'ready');
  for (let waited = 0; waited < 15_000; waited += 20) {
    if (waiting.every(({ name }) => sidecars.isReady(name))) return;
    await sleep(20);
  }
}

function reportGaveUp(name: string, how: string, lines: readonly string[]): Diagnostic {
  const last = lines.findLast((line) => line.trim() !== '');
  const help = last === undefined ? 'it wrote nothing' : `its last line: ${disarm(removeColour(last))}`;
  return problem('service-start', `${name} can't be started: ${how}`, help, 'infra');
}
