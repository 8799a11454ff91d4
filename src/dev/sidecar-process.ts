import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleService } from './bundle.ts';
import type { Guard } from './guard.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import type { PlacedApp } from './place-apps.ts';
import type { SidecarLog } from './sidecar/sidecar-event.ts';
import type { SidecarProgramOptions } from './sidecar/sidecar-program.ts';
import { watchHealth } from './sidecar-health.ts';
import type { Sidecars } from './sidecars.ts';
import { superviseService } from './supervisor.ts';
import type { SystemEvent } from './system-event.ts';

export interface SidecarProcessOptions {
  readonly root: string;
  readonly apps: readonly PlacedApp[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
  readonly onEvent: (event: SystemEvent) => void;
}

/**
 * Starts the embedded sidecars and their broker in a process of their own, so that they can be killed as real ones can;
 * it is started again when it dies. Resolves when every sidecar can publish.
 */
export async function startSidecarProcess(options: SidecarProcessOptions): Promise<Outcome<Sidecars>> {
  const { root, apps, env, guard, onEvent } = options;
  const program = await prepareProgram(root);
  if (!program.ok) return program;
  const told: SidecarProgramOptions = {
    root,
    dataDir: join(root, '.eda/broker'),
    chaos: env.EDA_CHAOS ?? '',
    apps: apps.map(({ app, appPort = 0, daprPort }) => ({
      appId: app.appId,
      appPort,
      httpPort: daprPort,
      resourcesPaths: app.resourcesPaths,
    })),
  };
  const file = join(root, '.eda/sidecars.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(told));
  const script = `import(${JSON.stringify(pathToFileURL(program.value).href)}).then((program) => program.runSidecarProgram(process.argv[1]))`;
  let settle: (trouble: string | undefined) => void = () => {};
  const settled = new Promise<string | undefined>((done) => {
    settle = done;
  });
  let wasReady = false;
  const service = superviseService(
    {
      name: 'sidecars',
      command: process.execPath,
      args: ['--input-type=module', '--eval', script, file],
      cwd: root,
      env,
      readyUrl: `http://127.0.0.1:${apps[0]?.daprPort}/v1.0/healthz/outbound`,
    },
    {
      guard,
      patience: 3,
      graceMs: 15_000,
      onEvent(event) {
        if (event.kind === 'ready') {
          wasReady = true;
          settle(undefined);
        } else if (event.kind === 'gave-up') {
          // Killed before it was seen to be ready, several times in a row: what ran before can run again.
          if (wasReady) void service.restart('killed');
          else settle(event.lines.findLast((line) => line.includes('Error')) ?? event.how);
        } else if (event.kind === 'line') onEvent({ kind: 'sidecar-log', entry: readEntry(event.text) });
      },
    },
  );
  await service.start();
  const trouble = await settled;
  if (trouble !== undefined) {
    await service.stop();
    return fail(problem('sidecars-start', `the sidecars can't be started: ${trouble}`, 'see infra', 'infra'));
  }
  onEvent({ kind: 'sidecars', program: 'embedded', ports: apps.map(({ daprPort }) => daprPort) });
  const health = watchHealth(apps);
  return succeed({
    ports: new Map(apps.map(({ app, daprPort }) => [app.appId, daprPort])),
    isReady: health.isReady,
    // What is generated is declared in files, which do not change while it runs.
    renewApp: () => {},
    pid: () => service.pid(),
    async close() {
      health.stop();
      await service.stop();
    },
  });
}

/** In the built package it lies beside this module; run from its source, it is bundled as services are. */
async function prepareProgram(root: string): Promise<Outcome<string>> {
  const built = fileURLToPath(new URL('./sidecar-program.cjs', import.meta.url));
  if (existsSync(built)) return succeed(built);
  const entry = fileURLToPath(new URL('./sidecar/sidecar-program.ts', import.meta.url));
  const outFile = join(root, '.eda/sidecar-program.mjs');
  const bundled = await bundleService({ root, entry, outFile });
  return bundled.ok ? succeed(outFile) : bundled;
}

function readEntry(text: string): SidecarLog {
  try {
    const { level, app, message } = JSON.parse(text) as SidecarLog;
    if (typeof message === 'string') return { level, app, message };
  } catch {
    // Not a line of ours: what Node itself says of a program that fails.
  }
  return { level: 'error', app: '', message: text };
}
