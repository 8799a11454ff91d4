import type { RunApp } from './dapr-run-template.ts';
import type { Guard } from './guard.ts';
import { planLaunch } from './launch-plan.ts';
import { disarm, removeColour } from './log-line.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { superviseService } from './supervisor.ts';

/** A second process of a service, beside the one that its sidecar delivers to. */
export interface Replica {
  readonly url: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

export interface ReplicaOptions {
  readonly appPort: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: Guard;
}

/** Starts what was built for an app once more, on a port of its own. Resolves when it is ready. */
export async function startReplica(
  app: RunApp,
  { appPort, env, guard }: ReplicaOptions,
): Promise<Outcome<Replica>> {
  const { command, args } = planLaunch(app);
  const url = `http://127.0.0.1:${appPort}`;
  const spec = { name: app.appId, command, args, cwd: app.dir, env, readyUrl: `${url}/readyz` };
  let settle: (trouble: string | undefined) => void = () => {};
  const settled = new Promise<string | undefined>((done) => {
    settle = done;
  });
  const service = superviseService(spec, {
    guard,
    patience: 3,
    onEvent(event) {
      if (event.kind === 'ready') settle(undefined);
      else if (event.kind === 'gave-up') settle(event.lines.findLast((line) => line.trim()) ?? event.how);
    },
  });
  await service.start();
  const trouble = await settled;
  if (trouble !== undefined) {
    const message = `a second ${app.appId} can't be started`;
    return fail(problem('service-start', message, disarm(removeColour(trouble)), 'infra'));
  }
  return succeed({ url, pid: () => service.pid(), stop: () => service.stop() });
}
