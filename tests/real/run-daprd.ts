import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findDaprd } from '../../src/dev/daprd/find-daprd.ts';
import { readDaprdLog } from '../../src/dev/daprd/read-daprd-log.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { until } from '../conformance/start-world.ts';

export interface DaprdOptions {
  /** Folders of resources. */
  readonly resources: readonly string[];
  readonly apps: readonly { readonly appId: string; readonly appPort: number }[];
  readonly env?: Readonly<Record<string, string>>;
  /** `host:port` of who takes their spans, as OTLP over HTTP; without it they trace nothing. */
  readonly collector?: string;
}

export interface DaprdProcesses {
  httpPort(appId: string): number;
  /** Warnings and worse of all sidecars, but for those that every run has. */
  warnings(): readonly string[];
  stop(): Promise<void>;
}

export interface OneDaprd {
  readonly appId: string;
  readonly httpPort: number;
  /** Folders of resources. */
  readonly resources: readonly string[];
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** From which level on it logs, as JSON. */
  readonly level: 'info' | 'warn';
}

/** Starts one, on loopback and ports that are free; `end` ends it. */
export async function spawnDaprd(one: OneDaprd): Promise<ChildProcessByStdio<null, Readable, Readable>> {
  const program = findDaprd(process.env);
  if (program === undefined) throw new Error('there is no daprd: npm run components daprd');
  const args = [
    `--app-id=${one.appId}`,
    `--dapr-http-port=${one.httpPort}`,
    `--dapr-grpc-port=${await findFreePort()}`,
    `--dapr-internal-grpc-port=${await findFreePort()}`,
    '--dapr-listen-addresses=127.0.0.1',
    '--enable-metrics=false',
    `--log-level=${one.level}`,
    '--log-as-json',
    ...one.resources.map((folder) => `--resources-path=${folder}`),
    ...(one.args ?? []),
  ];
  return spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: one.cwd,
    env: { ...process.env, ...one.env },
  });
}

/** Starts a daprd for each app, and resolves when all can publish. They find each other by a file. */
export async function runDaprd({
  resources,
  apps,
  env = {},
  collector,
}: DaprdOptions): Promise<DaprdProcesses> {
  // Beside the resources, each write to it would make daprd read those again.
  const names = mkdtempSync(join(tmpdir(), 'eda-names-'));
  const configuration = join(names, 'configuration.yaml');
  writeFileSync(configuration, configure(join(names, 'names.db'), collector));
  const sidecars = new Map<
    string,
    { readonly port: number; readonly child: ChildProcess; readonly logs: readonly string[] }
  >();
  const stop = async () => {
    await Promise.all([...sidecars.values()].map(({ child }) => end(child)));
    rmSync(names, { recursive: true, force: true });
  };
  /** @returns false where somebody else took a port between looking for one and listening on it. */
  const start = async ({ appId, appPort }: DaprdOptions['apps'][number]): Promise<boolean> => {
    const port = await findFreePort();
    const args = [`--app-port=${appPort}`, `--config=${configuration}`];
    const child = await spawnDaprd({
      appId,
      httpPort: port,
      resources,
      args,
      cwd: names,
      env,
      level: 'warn',
    });
    const logs: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => void logs.push(...chunk.toString().split('\n')));
    sidecars.set(appId, { port, child, logs });
    let isTaken = false;
    await until(async () => {
      if (child.exitCode !== null) {
        const said = logs.join('\n');
        isTaken = said.includes('could not listen on any endpoint');
        if (!isTaken) throw new Error(`daprd ended with ${child.exitCode}:\n${said.slice(-4000)}`);
        return true;
      }
      // Whoever took the port may not answer.
      const signal = AbortSignal.timeout(2000);
      const address = `http://127.0.0.1:${port}/v1.0/healthz/outbound`;
      const answer = await fetch(address, { signal }).catch(() => undefined);
      return answer?.status === 204;
    }, 60_000);
    return !isTaken;
  };
  try {
    for (const app of apps) {
      for (let tries = 1; !(await start(app)); tries++)
        if (tries === 3) throw new Error(`no port stayed free for the daprd of ${app.appId}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    httpPort(appId) {
      const sidecar = sidecars.get(appId);
      if (sidecar === undefined) throw new Error(`no app is called ${appId}`);
      return sidecar.port;
    },
    warnings: () =>
      [...sidecars.values()]
        .flatMap(({ logs }) => logs)
        .flatMap((line) => {
          const entry = readDaprdLog(line);
          return entry === undefined || entry.level === 'info' ? [] : [`${entry.level} ${entry.message}`];
        }),
    stop,
  };
}

function configure(names: string, collector: string | undefined): string {
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'test' },
    spec: {
      metrics: { enabled: true, http: { increasedCardinality: false } },
      nameResolution: { component: 'sqlite', version: 'v1', configuration: { connectionString: names } },
      ...(collector !== undefined && {
        tracing: {
          samplingRate: '1',
          otel: { endpointAddress: collector, isSecure: false, protocol: 'http' },
        },
      }),
    },
  });
}

/** Ends a process: kindly first, and for certain. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const bound = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await ended;
  clearTimeout(bound);
}
