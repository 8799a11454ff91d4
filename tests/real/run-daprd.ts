import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDaprd } from '../../src/dev/daprd/find-daprd.ts';
import { readDaprdLog } from '../../src/dev/daprd/read-daprd-log.ts';
import { findFreePort } from '../../src/dev/ports.ts';
import { until } from '../conformance/start-world.ts';

export interface DaprdOptions {
  /** Folders of resources. */
  readonly resources: readonly string[];
  readonly apps: readonly { readonly appId: string; readonly appPort: number }[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface DaprdProcesses {
  httpPort(appId: string): number;
  /** Warnings and worse of all sidecars, but for those that every run has. */
  warnings(): readonly string[];
  stop(): Promise<void>;
}

/** Starts a daprd for each app, and resolves when all can publish. They find each other by a file. */
export async function runDaprd({ resources, apps, env = {} }: DaprdOptions): Promise<DaprdProcesses> {
  const program = findDaprd(process.env);
  if (program === undefined) throw new Error('there is no daprd: npm run components daprd');
  // Beside the resources, each write to it would make daprd read those again.
  const names = mkdtempSync(join(tmpdir(), 'eda-names-'));
  const configuration = join(names, 'configuration.yaml');
  writeFileSync(configuration, nameResolution(join(names, 'names.db')));
  const sidecars = new Map<string, { readonly port: number; readonly child: ChildProcess }>();
  const logs: string[] = [];
  const stop = async () => {
    await Promise.all([...sidecars.values()].map(({ child }) => end(child)));
    rmSync(names, { recursive: true, force: true });
  };
  try {
    for (const { appId, appPort } of apps) {
      const port = await findFreePort();
      const args = [
        `--app-id=${appId}`,
        `--app-port=${appPort}`,
        `--dapr-http-port=${port}`,
        `--dapr-grpc-port=${await findFreePort()}`,
        `--dapr-internal-grpc-port=${await findFreePort()}`,
        '--dapr-listen-addresses=127.0.0.1',
        '--enable-metrics=false',
        '--log-level=warn',
        '--log-as-json',
        ...resources.map((folder) => `--resources-path=${folder}`),
        `--config=${configuration}`,
      ];
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: names,
        env: { ...process.env, ...env },
      });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => void logs.push(...chunk.toString().split('\n')));
      sidecars.set(appId, { port, child });
      await until(async () => {
        if (child.exitCode !== null)
          throw new Error(`daprd ended with ${child.exitCode}:\n${logs.join('\n').slice(-4000)}`);
        const answer = await fetch(`http://127.0.0.1:${port}/v1.0/healthz/outbound`).catch(() => undefined);
        return answer?.status === 204;
      }, 60_000);
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
      logs.flatMap((line) => {
        const entry = readDaprdLog(line);
        return entry === undefined || entry.level === 'info' ? [] : [`${entry.level} ${entry.message}`];
      }),
    stop,
  };
}

function nameResolution(file: string): string {
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'test' },
    spec: {
      metrics: { enabled: true, http: { increasedCardinality: false } },
      nameResolution: { component: 'sqlite', version: 'v1', configuration: { connectionString: file } },
    },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const bound = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await ended;
  clearTimeout(bound);
}
