import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Outcome, succeed } from '../dev/outcome.ts';
import type { SidecarKind } from '../dev/place-apps.ts';
import type { Replica } from '../dev/replica.ts';
import type { ServiceState } from '../dev/supervisor.ts';
import { type RunningSystem, type SystemOptions, startSystem } from '../dev/system.ts';
import type { SystemEvent } from '../dev/system-event.ts';
import type { SystemText } from './plan-system.ts';

/** A running system of recording services, and everything that may be attacked in it. */
export interface ProofSystem {
  readonly services: RunningSystem['services'];
  readonly sidecar: SidecarKind;
  /** The broker's processes; none where it lives in the sidecars' process. */
  readonly broker: readonly Attackable[];
  readonly adminToken: string;
  urlOf(service: string): string;
  /** Kills a service with -9 and starts it again at once. */
  kill(service: string): Promise<void>;
  /** Asks a service to end, as a deployment does, and starts it again. */
  restart(service: string): Promise<void>;
  /** Kills the sidecar of a service with -9 once it is up; it is started again. False: it has no process of its own. */
  killSidecar(service: string): Promise<boolean>;
  stateOf(service: string): ServiceState;
  servicePid(service: string): number | undefined;
  sidecarPid(service: string): number | undefined;
  databasePid(): number | undefined;
  replicate(service: string): Promise<Replica>;
  /** Waits until a service is ready. */
  awaitReady(service: string): Promise<void>;
  /** What happened lately, for who wants to know why a proof failed. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** A process of a broker. */
export interface Attackable {
  readonly name: string;
  signal(signal: NodeJS.Signals): void;
  start(): Promise<void>;
}

export interface ProofSystemOptions {
  /** Where the system is written; what was there before goes. */
  readonly folder: string;
  readonly environment: string;
  readonly texts: readonly SystemText[];
  readonly sidecar: SidecarKind;
  readonly broker: readonly Attackable[];
  /** What an operator does before the services start. */
  readonly prepare?: ((project: string, environment: string) => Promise<void>) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** As much of the log as anybody reads. */
const mostLines = 400;
const readyMs = 120_000;
/** Leaves the highest port of a design, near 50,000, a port. */
const mostOffset = 14_000;
const drawings = 5;

/** Writes a system of recording services and starts it, on an embedded PostgreSQL of its own. */
export async function startProofSystem(options: ProofSystemOptions): Promise<Outcome<ProofSystem>> {
  const { folder, environment, texts, sidecar, broker, env, signal, onProgress } = options;
  rmSync(join(folder, 'services'), { recursive: true, force: true });
  rmSync(join(folder, 'infra'), { recursive: true, force: true });
  for (const { path, text } of texts) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  await options.prepare?.(folder, environment);
  const log: string[] = [];
  let running: RunningSystem | undefined;
  const started = await startSomewhere({
    root: folder,
    environment,
    sidecar,
    fresh: true,
    env: { ...env, DATABASE_URL: undefined, EDA_LOG_LEVEL: 'warn' },
    signal,
    onEvent(event) {
      const line = describeEvent(event);
      if (line !== undefined) log.push(line);
      if (log.length > mostLines * 2) log.splice(0, mostLines);
      if (event.kind === 'progress') onProgress?.(event.message);
      // Killed before it was ready, three times in a row: elsewhere a reason to give up, here part of the proof.
      if (event.kind === 'service' && event.event.kind === 'gave-up') void running?.restart(event.name);
    },
  });
  if (!started.ok) return started;
  const system = started.value;
  running = system;
  const find = (name: string) => {
    const service = system.services.find((one) => one.name === name);
    if (service === undefined) throw new Error(`there is no service ${name}`);
    return service;
  };
  const awaitReady = async (name: string) => {
    const service = find(name);
    for (const deadline = Date.now() + readyMs; service.state() !== 'ready'; await sleep(50)) {
      if (Date.now() > deadline) throw new Error(`${name} is not ready again after ${readyMs / 1000} s`);
    }
  };
  const signalOf = (pid: number | undefined, sent: NodeJS.Signals) => {
    if (pid !== undefined) process.kill(pid, sent);
  };
  return succeed({
    services: system.services,
    sidecar,
    broker,
    adminToken: system.adminToken,
    urlOf: (name) => find(name).url ?? '',
    async kill(name) {
      await awaitReady(name);
      signalOf(find(name).pid(), 'SIGKILL');
      await system.restart(name, 'killed by a proof');
    },
    async killSidecar(name) {
      await awaitSidecar(find(name).daprPort);
      const pid = system.sidecarPid(name);
      signalOf(pid, 'SIGKILL');
      return pid !== undefined;
    },
    restart: (name) => system.restart(name, 'restarted by a proof'),
    stateOf: (name) => find(name).state(),
    servicePid: (name) => find(name).pid(),
    sidecarPid: (name) => system.sidecarPid(name),
    databasePid: () => system.postgres?.pid(),
    async replicate(name) {
      const replica = await system.replicate(name);
      if (!replica.ok) throw new Error(replica.diagnostics.map(({ message }) => message).join('; '));
      return replica.value;
    },
    awaitReady,
    log,
    stop: () => system.stop(),
  });
}

/**
 * Starts a system on ports far from the design's own, drawn anew for each run: of two that look for the next free ones
 * at the same time, both would find the same.
 */
async function startSomewhere(options: SystemOptions): Promise<Outcome<RunningSystem>> {
  for (let attempt = 1; ; attempt++) {
    const drawn = Math.floor(Math.random() * mostOffset);
    const started = await startSystem({ ...options, portOffset: attempt < drawings ? drawn : 'auto' });
    const taken =
      !started.ok &&
      started.diagnostics.length > 0 &&
      started.diagnostics.every(({ code }) => /^port-(in-use|range)$/.test(code));
    if (!taken || attempt === drawings) return started;
  }
}

/** One that is killed while it starts would be given up after a few times. */
async function awaitSidecar(port: number): Promise<void> {
  for (const deadline = Date.now() + readyMs; Date.now() < deadline; await sleep(50)) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1.0/healthz/outbound`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`the sidecar at port ${port} is not up after ${readyMs / 1000} s`);
}

function describeEvent(event: SystemEvent): string | undefined {
  if (event.kind === 'sidecar-log') {
    const { app, level, message } = event.entry;
    return `sidecar ${app} ${level} ${message}`;
  }
  if (event.kind !== 'service') return undefined;
  const { name, event: own } = event;
  if (own.kind === 'line') return `${name} ${own.text}`;
  return own.kind === 'crashed' || own.kind === 'gave-up' ? `${name} ${own.kind}: ${own.how}` : undefined;
}
