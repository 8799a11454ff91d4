import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { databaseName } from '../model/names.ts';
import { needsTokens } from '../model/query.ts';
import { readRunTemplate, wantsDatabase } from './dapr-run-template.ts';
import { findMissingPackages } from './find-missing-packages.ts';
import { clearFlowLog, openFlowLog } from './flow-log.ts';
import { type Guard, startGuard } from './guard.ts';
import { openSidecars } from './open-sidecars.ts';
import { fail, type Outcome, succeed } from './outcome.ts';
import { type PlacedApp, placeApps, type SidecarKind } from './place-apps.ts';
import type { PortOffset } from './ports.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { identifyProcess } from './process-identity.ts';
import type { Replica } from './replica.ts';
import { createServices } from './run-services.ts';
import { claimSystem, type RunningServiceRecord } from './running-system.ts';
import type { Sidecars } from './sidecars.ts';
import type { RunningService, SystemEvent } from './system-event.ts';
import { watchTree } from './watch-tree.ts';

/** A system on this machine: sidecars, databases, services. */
export interface RunningSystem {
  readonly services: readonly RunningService[];
  /** Absent where no service has a database. */
  readonly postgres: Postgres | undefined;
  /** Opens the services' routes under `/eda/`. */
  readonly adminToken: string;
  /** What services and their sidecars know each other by; undefined in `local`, where nothing asks for it. */
  readonly tokens: Partial<SidecarTokens>;
  restart(name: string, reason?: string): Promise<void>;
  /** Starts a second process of a service on its database; it shares the sidecar and is sent no events. */
  replicate(name: string): Promise<Outcome<Replica>>;
  /** Process of a service's sidecar, where it has one of its own. */
  sidecarPid(name: string): number | undefined;
  /** Ends the services, then what they lean on. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** The project's folder. */
  readonly root: string;
  /** Default `local`. */
  readonly environment?: string | undefined;
  /** Default `embedded`. */
  readonly sidecar?: SidecarKind | undefined;
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

/** By the names that Dapr and the services read them from the environment with. */
export interface SidecarTokens {
  readonly DAPR_API_TOKEN: string;
  readonly APP_API_TOKEN: string;
}

/** Undoes the steps of a start, last first. */
type Undo = (() => unknown)[];

/** The options with what they are when not given. */
interface Settled extends Omit<SystemOptions, 'environment' | 'env' | 'onEvent'> {
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: SystemEvent) => void;
}

/**
 * Starts what `infra/<environment>/dapr/dapr.yaml` describes, and returns when every service is ready or is known not
 * to become so. With `watch`, services that can't be built or started are events and not failures.
 */
export async function startSystem(options: SystemOptions): Promise<Outcome<RunningSystem>> {
  const { root, environment = 'local', env = process.env, onEvent = () => {} } = options;
  const undo: Undo = [];
  let started: Outcome<RunningSystem>;
  try {
    started = await raise({ ...options, root: resolve(root), environment, env, onEvent }, undo);
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
  if (!started.ok) await undoAll(undo);
  return started;
}

async function raise(given: Settled, undo: Undo): Promise<Outcome<RunningSystem>> {
  const tokens = sidecarTokens(given);
  const options = { ...given, env: { ...given.env, ...tokens } };
  const { root, environment, env, watch = false, graceMs, signal, sidecar = 'embedded' } = options;
  const template = await readRunTemplate(root, environment);
  if (!template.ok) return template;
  const missing = findMissingPackages(
    root,
    template.value.apps.map(({ dir }) => dir),
  );
  if (missing.length > 0) return fail(...missing);
  const claim = await claimSystem(root);
  if (!claim.ok) return claim;
  undo.push(() => claim.value.release());
  const placed = await placeApps(template.value, options.portOffset ?? 0, sidecar);
  if (!placed.ok) return placed;
  const { apps, offset } = placed.value;
  if (offset !== 0) options.onEvent({ kind: 'ports-moved', offset });

  if (options.fresh) {
    rmSync(join(root, '.eda/broker'), { recursive: true, force: true });
    clearFlowLog(root);
  }
  const flowLog = openFlowLog(root);
  undo.push(() => flowLog.close());
  const onEvent = (event: SystemEvent) => {
    flowLog.note(event);
    options.onEvent(event);
  };
  const guard = startGuard();
  undo.push(() => guard.close());
  const sidecars = await openSidecarsOf(sidecar, { ...options, onEvent }, apps, guard);
  if (!sidecars.ok) return sidecars;
  undo.push(() => sidecars.value.close());
  const databases = apps.filter(({ app }) => wantsDatabase(app)).map(({ app }) => databaseName(app.appId));
  const opened = databases.length === 0 ? succeed(undefined) : await openPostgres(databases, options, guard);
  if (!opened.ok) return opened;
  const postgres = opened.value;
  undo.push(() => postgres?.stop());
  if (signal?.aborted) return fail();

  const startedAt = new Date().toISOString();
  const adminToken = createToken();
  const record = () => {
    const records = services.services.map((service) => recordService(service, postgres?.mode));
    claim.value.write({
      ...{ environment, startedAt, adminToken, services: records },
      ...(postgres === undefined ? {} : { postgres: { mode: postgres.mode, version: postgres.version } }),
      ...(tokens.DAPR_API_TOKEN === undefined ? {} : { sidecarToken: tokens.DAPR_API_TOKEN }),
    });
  };
  const services = createServices({
    ...{ root, apps, env, guard, watch, graceMs, signal, adminToken },
    sidecars: sidecars.value,
    postgres,
    onEvent(event) {
      if (event.kind === 'service' && event.event.kind === 'started') record();
      onEvent(event);
    },
  });
  undo.push(() => services.stop());
  const started = await services.start();
  if (!started.ok) return started;
  if (watch) undo.push(watchTemplate(join(root, template.value.file), options));
  record();
  return succeed({
    services: services.services,
    postgres,
    adminToken,
    tokens,
    restart: (name, reason = 'asked to') => services.restart(name, reason),
    replicate: (name) => services.replicate(name),
    sidecarPid: (name) => sidecars.value.pid(name),
    stop: () => undoAll(undo),
  });
}

/** The user's own, else made for this run. */
function sidecarTokens({ environment, env }: Settled): Partial<SidecarTokens> {
  if (!needsTokens(environment)) return {};
  return {
    DAPR_API_TOKEN: env.DAPR_API_TOKEN || createToken(),
    APP_API_TOKEN: env.APP_API_TOKEN || createToken(),
  };
}

function createToken(): string {
  return randomBytes(24).toString('base64url');
}

async function openSidecarsOf(
  kind: SidecarKind,
  { root, env, onEvent }: Settled,
  apps: readonly PlacedApp[],
  guard: Guard,
): Promise<Outcome<Sidecars>> {
  if (kind === 'embedded') return openSidecars({ root, apps, env, onEvent });
  if (kind === 'embedded-process') {
    const { startSidecarProcess } = await import('./sidecar-process.ts');
    return startSidecarProcess({ root, apps, env, guard, onEvent });
  }
  const { startDaprd } = await import('./daprd/start-daprd.ts');
  return startDaprd({ root, apps, env, guard, onEvent });
}

async function openPostgres(
  databases: readonly string[],
  options: Settled,
  guard: Guard,
): Promise<Outcome<Postgres>> {
  const { root, fresh, env, onEvent } = options;
  const url = env.DATABASE_URL || undefined;
  if (fresh && url !== undefined) {
    onEvent({
      kind: 'progress',
      message: 'the data at DATABASE_URL stays as it is: --fresh is for the embedded one',
    });
  }
  const postgres = await startPostgres({
    dataDir: join(root, '.eda/postgres'),
    databases,
    url,
    fresh,
    project: root,
    guard,
    onProgress: (message) => onEvent({ kind: 'progress', message }),
  });
  if (postgres.ok) onEvent({ kind: 'postgres', postgres: postgres.value, databases: databases.length });
  return postgres;
}

/** Ports, components and subscriptions are read once. Says when they are no longer what runs; gives how to stop that. */
function watchTemplate(file: string, { root, onEvent }: Settled): () => void {
  const tree = watchTree(dirname(file), {
    onChange(files) {
      const [first] = [...files].filter((changed) => /\.ya?ml$/.test(changed));
      if (first !== undefined)
        onEvent({ kind: 'outdated', file: relative(root, first).replaceAll(sep, '/') });
    },
    onError: () => {},
  });
  return () => tree.close();
}

/** The address of a server of the user's holds a password of the user's: it is not written to a file. */
function recordService(service: RunningService, mode: Postgres['mode'] | undefined): RunningServiceRecord {
  const { state: _, pid, databaseUrl, ...rest } = service;
  const process = identifyProcess(pid() ?? 0);
  return {
    ...rest,
    ...(mode === 'embedded' && databaseUrl !== undefined ? { databaseUrl } : {}),
    ...(process === undefined ? {} : { process }),
  };
}

async function undoAll(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
}
