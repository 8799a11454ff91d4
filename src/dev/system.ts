import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readRunTemplate } from './dapr-run-template.ts';
import { type Guard, startGuard } from './guard.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { type PlacedApp, placeApps } from './place-apps.ts';
import type { PortOffset } from './ports.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { databaseNameOf } from './postgres-databases.ts';
import { claimSystem, type RunningServiceRecord, type SystemClaim } from './running-system.ts';
import { createServiceRunner, type RunnerEvent, type ServiceRunner } from './service-runner.ts';
import { readDaprResources } from './sidecar/read-dapr-resources.ts';
import type { SidecarEvent, SidecarLog } from './sidecar/sidecar-event.ts';
import type { RunningSidecars } from './sidecar/start-sidecars.ts';
import type { ServiceState } from './supervisor.ts';

/** A system on this machine: sidecars, databases, services. */
export interface RunningSystem {
  readonly services: readonly RunningService[];
  readonly postgres: Postgres;
  /** Opens the services' routes under `/eda/`. */
  readonly adminToken: string;
  restart(name: string, reason?: string): Promise<void>;
  /** Ends the services, then what they lean on. */
  stop(): Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** Where it answers; undefined where the template gives it no port. */
  readonly url?: string;
  readonly appPort?: number;
  readonly daprPort: number;
  readonly databaseUrl: string;
  state(): ServiceState;
  pid(): number | undefined;
}

export type SystemEvent =
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'warning'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'ports-moved'; readonly offset: number }
  | { readonly kind: 'sidecars'; readonly ports: readonly number[] }
  | { readonly kind: 'postgres'; readonly postgres: Postgres; readonly databases: number }
  /** What is about to be started. */
  | { readonly kind: 'services'; readonly services: readonly RunningService[] }
  | { readonly kind: 'sidecar-log'; readonly entry: SidecarLog }
  /** What happened to an event at a sidecar. */
  | { readonly kind: 'message'; readonly message: SidecarEvent }
  | { readonly kind: 'service'; readonly name: string; readonly event: RunnerEvent };

export interface SystemOptions {
  /** The project's folder. */
  readonly root: string;
  /** Default `local`. */
  readonly environment?: string | undefined;
  /** Throws the database and the broker's messages away first. */
  readonly fresh?: boolean | undefined;
  /** Follows changes of the source, and stays up with what can't be started. */
  readonly watch?: boolean | undefined;
  /** Moves all ports of the template; `auto` as far as it takes. */
  readonly portOffset?: PortOffset | undefined;
  /** Default: the environment of this process. `DATABASE_URL` names a server to use instead of the embedded one. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How long a service may take to end. Default 10 s. */
  readonly graceMs?: number | undefined;
  /** Gives the start up: it undoes what it did and fails without a diagnostic. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: SystemEvent) => void) | undefined;
}

/** Undoes the steps of a start, last first. */
type Undo = (() => unknown)[];

/**
 * Starts what `infra/<environment>/dapr/dapr.yaml` describes, and returns when every service is ready or is known not
 * to become so. With `watch`, services that can't be built or started are events and not failures.
 */
export async function startSystem(options: SystemOptions): Promise<Outcome<RunningSystem>> {
  const undo: Undo = [];
  let started: Outcome<RunningSystem>;
  try {
    started = await raise({ ...options, root: resolve(options.root) }, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
  if (!started.ok) await undoAll(undo);
  return started;
}

async function raise(options: SystemOptions, undo: Undo): Promise<Outcome<RunningSystem>> {
  const { root, environment = 'local' } = options;
  const template = await readRunTemplate(root, environment);
  if (!template.ok) return template;
  const claim = claimSystem(root);
  if (!claim.ok) return claim;
  undo.push(() => claim.value.release());
  const placed = await placeApps(template.value, options.portOffset ?? 0);
  if (!placed.ok) return placed;
  const { apps, offset } = placed.value;
  if (offset !== 0) options.onEvent?.({ kind: 'ports-moved', offset });
  if (options.fresh) rmSync(join(root, '.eda/broker'), { recursive: true, force: true });
  const guard = startGuard();
  undo.push(() => guard.close());
  const sidecars = await openSidecars(apps, options, undo);
  if (!sidecars.ok) return sidecars;
  const postgres = await openPostgres(apps, options, guard, undo);
  if (!postgres.ok) return postgres;
  if (options.signal?.aborted) return fail();
  const adminToken = randomBytes(24).toString('base64url');
  const parts = {
    environment,
    apps,
    guard,
    sidecars: sidecars.value,
    postgres: postgres.value,
    adminToken,
    claim: claim.value,
  };
  return runServices(options, parts, undo);
}

interface Parts {
  readonly environment: string;
  readonly apps: readonly PlacedApp[];
  readonly guard: Guard;
  readonly sidecars: RunningSidecars;
  readonly postgres: Postgres;
  readonly adminToken: string;
  readonly claim: SystemClaim;
}

async function runServices(
  options: SystemOptions,
  parts: Parts,
  undo: Undo,
): Promise<Outcome<RunningSystem>> {
  const { onEvent } = options;
  const startedAt = new Date().toISOString();
  const settled = new Map<string, () => void>();
  const runners = new Map<string, ServiceRunner>();
  const failures: Diagnostic[] = [];
  const services = parts.apps.map((one) => describeService(one, parts, runners));

  function record(): void {
    const { environment, adminToken, claim } = parts;
    const { mode, version } = parts.postgres;
    const records = services.map((service) => recordService(service));
    claim.write({ environment, startedAt, adminToken, postgres: { mode, version }, services: records });
  }

  for (const one of parts.apps) {
    const name = one.app.appId;
    const runner = createServiceRunner({
      root: options.root,
      app: one.app,
      env: environmentOf(one, parts, options.env ?? process.env),
      readyUrl: one.appPort === undefined ? undefined : `http://127.0.0.1:${one.appPort}/readyz`,
      guard: parts.guard,
      watch: options.watch === true,
      graceMs: options.graceMs,
      // Nobody is there to mend it, so nobody should wait for long.
      patience: options.watch ? undefined : 3,
      onEvent(event) {
        if (event.kind === 'started') record();
        // A new version may subscribe to other topics.
        if (event.kind === 'ready') parts.sidecars.renewApp(name);
        if (event.kind === 'broken') failures.push(...event.diagnostics);
        if (event.kind === 'gave-up') failures.push(reportGaveUp(name, event.how, event.lines));
        onEvent?.({ kind: 'service', name, event });
        if (event.kind === 'ready' || event.kind === 'gave-up' || event.kind === 'slow')
          settled.get(name)?.();
      },
    });
    runners.set(name, runner);
  }
  const all = [...runners.values()];
  undo.push(() => Promise.all(all.map((runner) => runner.stop())));

  onEvent?.({ kind: 'services', services });
  const prepared = await Promise.all(all.map((runner) => runner.prepare()));
  if (!options.watch && failures.length > 0) return fail(...failures);
  const aborted = new Promise<void>((done) => {
    if (options.signal?.aborted) done();
    options.signal?.addEventListener('abort', () => done(), { once: true });
  });
  await Promise.all(
    all.map(async (runner, index) => {
      const settling = new Promise<void>((done) => settled.set(runner.service.name, done));
      await runner.start();
      if (prepared[index]?.ok) await Promise.race([settling, aborted]);
    }),
  );
  if (options.signal?.aborted) return fail();
  if (!options.watch && failures.length > 0) return fail(...failures);
  await awaitSubscriptions(services, parts.sidecars);
  record();
  return succeed({
    services,
    postgres: parts.postgres,
    adminToken: parts.adminToken,
    async restart(name, reason = 'asked to') {
      await runners.get(name)?.restart(reason);
    },
    stop: () => undoAll(undo),
  });
}

function describeService(
  one: PlacedApp,
  { postgres }: Parts,
  runners: ReadonlyMap<string, ServiceRunner>,
): RunningService {
  const { app, appPort, daprPort } = one;
  return {
    name: app.appId,
    ...(appPort === undefined ? {} : { url: `http://127.0.0.1:${appPort}`, appPort }),
    daprPort,
    databaseUrl: postgres.url(databaseNameOf(app.appId)),
    state: () => runners.get(app.appId)?.service.state() ?? 'stopped',
    pid: () => runners.get(app.appId)?.service.pid(),
  };
}

function recordService({ state: _, pid, ...rest }: RunningService): RunningServiceRecord {
  const running = pid();
  return { ...rest, ...(running === undefined ? {} : { pid: running }) };
}

/** The template's own variables give way to what this run decides: ports that were moved, the database. */
function environmentOf({ app, appPort, daprPort }: PlacedApp, parts: Parts, env: Variables): Variables {
  const port = appPort === undefined ? {} : { APP_PORT: String(appPort), PORT: String(appPort) };
  return {
    ...env,
    HOST: '127.0.0.1',
    EDA_LOG: 'json',
    PYTHONUNBUFFERED: '1',
    ...app.env,
    APP_ID: app.appId,
    ...port,
    DAPR_HTTP_PORT: String(daprPort),
    DAPR_HTTP_ENDPOINT: `http://127.0.0.1:${daprPort}`,
    DATABASE_URL: parts.postgres.url(databaseNameOf(app.appId)),
    EDA_ADMIN_TOKEN: parts.adminToken,
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

async function openPostgres(apps: readonly PlacedApp[], options: SystemOptions, guard: Guard, undo: Undo) {
  const { root, fresh, onEvent, env = process.env } = options;
  const databases = apps.map(({ app }) => databaseNameOf(app.appId));
  const onProgress = (message: string) => onEvent?.({ kind: 'progress', message });
  const url = env.DATABASE_URL || undefined;
  const dataDir = join(root, '.eda/postgres');
  const postgres = await startPostgres({ dataDir, databases, url, fresh, project: root, guard, onProgress });
  if (postgres.ok) {
    undo.push(() => postgres.value.stop());
    onEvent?.({ kind: 'postgres', postgres: postgres.value, databases: databases.length });
  }
  return postgres;
}

async function openSidecars(
  apps: readonly PlacedApp[],
  options: SystemOptions,
  undo: Undo,
): Promise<Outcome<RunningSidecars>> {
  const { root, onEvent, env = process.env } = options;
  const { startSidecars } = await import('./sidecar/start-sidecars.ts');
  const problems: Diagnostic[] = [];
  const placed = await Promise.all(
    apps.map(async ({ app, appPort = 0, daprPort }) => {
      const read = await readDaprResources(app.resourcesPaths, root);
      problems.push(...read.problems);
      return { appId: app.appId, appPort, httpPort: daprPort, resources: read.resources };
    }),
  );
  // Apps share folders of resources: what is wrong there is said once.
  const once = [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
  for (const diagnostic of once)
    if (diagnostic.severity !== 'error') onEvent?.({ kind: 'warning', diagnostic });
  const errors = once.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return fail(...errors);
  try {
    const sidecars = await startSidecars({
      apps: placed,
      dataDir: join(root, '.eda/broker'),
      ...(env.DAPR_API_TOKEN ? { apiToken: env.DAPR_API_TOKEN } : {}),
      ...(env.APP_API_TOKEN ? { appApiToken: env.APP_API_TOKEN } : {}),
      onMessage: (message) => onEvent?.({ kind: 'message', message }),
      log: (entry) => onEvent?.({ kind: 'sidecar-log', entry }),
    });
    undo.push(() => sidecars.close());
    onEvent?.({ kind: 'sidecars', ports: [...sidecars.ports.values()] });
    return succeed(sidecars);
  } catch (error) {
    // Taken between the check and now.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    return fail(problem('port-in-use', message, 'move all ports: eda dev --port-offset auto', 'infra'));
  }
}

/** Events published before the subscribers are known would find nobody. */
async function awaitSubscriptions(
  services: readonly RunningService[],
  sidecars: RunningSidecars,
): Promise<void> {
  const waiting = services.filter((service) => service.appPort !== undefined && service.state() === 'ready');
  for (let waited = 0; waited < 5000; waited += 20) {
    if (waiting.every(({ name }) => sidecars.isReady(name))) return;
    await sleep(20);
  }
}

function reportGaveUp(name: string, how: string, lines: readonly string[]): Diagnostic {
  const last = lines.findLast((line) => line.trim() !== '') ?? 'it wrote nothing';
  return problem('service-start', `${name} can't be started: ${how}`, `its last line: ${last}`, 'infra');
}

async function undoAll(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}
