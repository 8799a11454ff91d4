import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guard } from '../guard.ts';
import { fail, type Outcome, problem, succeed } from '../outcome.ts';
import type { PlacedApp } from '../place-apps.ts';
import { findFreePort } from '../ports.ts';
import type { SidecarLog } from '../sidecar/sidecar-event.ts';
import { watchHealth } from '../sidecar-health.ts';
import type { Sidecars } from '../sidecars.ts';
import { type Service, superviseService } from '../supervisor.ts';
import type { SystemEvent } from '../system-event.ts';
import { daprVersion, findDaprd } from './find-daprd.ts';
import { describeLog, readDaprdLog } from './read-daprd-log.ts';

export interface DaprdOptions {
  readonly root: string;
  readonly apps: readonly PlacedApp[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  readonly onEvent: (event: SystemEvent) => void;
}

/**
 * Starts one `daprd` for each app, with the resources of the run template and nothing reachable from outside the
 * loopback. Resolves when every sidecar can publish; apps may start before or after. One that ends is started again.
 */
export async function startDaprd(options: DaprdOptions): Promise<Outcome<Sidecars>> {
  const { root, apps, env, guard, onEvent } = options;
  const program = findDaprd(env);
  if (program === undefined) {
    const help = `install the Dapr CLI and run dapr init --slim --runtime-version ${daprVersion}, or set EDA_DAPRD to its path; eda doctor tells what is there`;
    const named = env.EDA_DAPRD
      ? `${env.EDA_DAPRD} is not a program`
      : `there is no daprd (${daprVersion} is wanted)`;
    return fail(problem('daprd-missing', named, help, 'infra'));
  }
  const folder = join(root, '.eda/daprd');
  mkdirSync(folder, { recursive: true });
  const names = join(folder, 'names.yaml');
  writeFileSync(names, resolveNames(join(folder, 'names.db')));
  // Names of a run that was killed lead to ports that are others' by now.
  rmSync(join(folder, 'names.db'), { force: true });

  const sidecars = new Map<string, Service>();
  const waiting: Promise<string | undefined>[] = [];
  for (const placed of apps) {
    const { appId } = placed.app;
    const ready = watchStart(appId, onEvent);
    const service = superviseService(
      {
        name: appId,
        command: program,
        args: await argumentsOf(placed, names),
        cwd: root,
        env: { ...env, ...placed.app.env, NAMESPACE: undefined },
        readyUrl: `http://127.0.0.1:${placed.daprPort}/v1.0/healthz/outbound`,
      },
      { guard, patience: 3, graceMs: 15_000, onEvent: ready.note },
    );
    sidecars.set(appId, service);
    waiting.push(ready.settled);
    await service.start();
  }
  const close = async () => {
    await Promise.all([...sidecars.values()].map((sidecar) => sidecar.stop()));
  };
  const settled = await Promise.all(waiting);
  if (settled.some((trouble) => trouble !== undefined)) {
    await close();
    const { explainRefusal } = await import('./explain-refusal.ts');
    const problems = apps.map(async (placed, index) => {
      const trouble = settled[index];
      return trouble === undefined
        ? []
        : [problem('daprd-start', trouble, await explainRefusal(trouble, placed), 'infra')];
    });
    return fail(...(await Promise.all(problems)).flat());
  }
  onEvent({ kind: 'sidecars', program: `daprd ${daprVersion}`, ports: apps.map(({ daprPort }) => daprPort) });
  const health = watchHealth(apps);
  return succeed({
    ports: new Map(apps.map(({ app, daprPort }) => [app.appId, daprPort])),
    isReady: health.isReady,
    // daprd asks an app once, as long as it lives; what is generated is declared in files.
    renewApp: () => {},
    pid: (appId) => sidecars.get(appId)?.pid(),
    async close() {
      health.stop();
      await close();
    },
  });
}

async function argumentsOf({ app, appPort, daprPort, grpcPort, metricsPort }: PlacedApp, names: string) {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['app-id', app.appId],
    ['app-protocol', 'http'],
    ['app-port', appPort === undefined ? undefined : String(appPort)],
    ['dapr-http-port', String(daprPort)],
    ['dapr-grpc-port', String(grpcPort ?? (await findFreePort()))],
    ['dapr-internal-grpc-port', String(await findFreePort())],
    ['dapr-listen-addresses', '127.0.0.1'],
    ['metrics-port', String(metricsPort ?? (await findFreePort()))],
    ['metrics-listen-address', '127.0.0.1'],
    ['dapr-graceful-shutdown-seconds', '5'],
    ['log-as-json', 'true'],
    ...app.resourcesPaths.map((path) => ['resources-path', path] as const),
    ...(app.configFile === undefined ? [] : [['config', app.configFile] as const]),
    ['config', names],
  ];
  return flags.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

/** Sidecars find each other by a file: multicast, Dapr's own way off Kubernetes, is missing in many a container. */
function resolveNames(file: string): string {
  return [
    'apiVersion: dapr.io/v1alpha1',
    'kind: Configuration',
    'metadata: { name: eda-dev }',
    'spec:',
    '  nameResolution:',
    '    component: sqlite',
    '    version: v1',
    `    configuration: { connectionString: ${JSON.stringify(file)} }`,
    '',
  ].join('\n');
}

/** Follows the start of one sidecar: settled by nothing once it can publish, by what is in the way where it gave up. */
function watchStart(appId: string, onEvent: (event: SystemEvent) => void) {
  let settle: (trouble: string | undefined) => void = () => {};
  const settled = new Promise<string | undefined>((done) => {
    settle = done;
  });
  const say = (entry: Omit<SidecarLog, 'app'>) =>
    onEvent({ kind: 'sidecar-log', entry: { app: appId, ...entry } });
  return {
    settled,
    note(event: Parameters<Parameters<typeof superviseService>[1]['onEvent']>[0]) {
      if (event.kind === 'line') {
        const entry = readDaprdLog(event.text);
        if (entry !== undefined) say(entry);
      } else if (event.kind === 'ready') settle(undefined);
      else if (event.kind === 'crashed')
        say({ level: 'error', message: `daprd ${event.how}, again in ${event.againInMs} ms` });
      else if (event.kind === 'gave-up')
        settle(`the sidecar of ${appId} can't be started: ${describeLog(event.lines) ?? event.how}`);
      else if (event.kind === 'slow')
        say({ level: 'warn', message: `not ready after ${Math.round(event.ms / 1000)} s: ${event.answer}` });
    },
  };
}
