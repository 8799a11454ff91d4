import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import type { PlacedApp } from './place-apps.ts';
import { parseChaos } from './sidecar/chaos.ts';
import { readDaprResources } from './sidecar/read-dapr-resources.ts';
import type { Sidecars } from './sidecars.ts';
import type { SystemEvent } from './system-event.ts';

export interface OpenSidecarsOptions {
  readonly root: string;
  readonly apps: readonly PlacedApp[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: SystemEvent) => void;
}

/**
 * Starts the embedded sidecars of the apps, with their messages kept in `.eda/broker`. `EDA_CHAOS` makes the broker as
 * hostile as real ones can be.
 */
export async function openSidecars(options: OpenSidecarsOptions): Promise<Outcome<Sidecars>> {
  const { root, apps, env, onEvent } = options;
  const chaos = parseChaos(env.EDA_CHAOS ?? '');
  if (chaos !== undefined && 'error' in chaos) {
    const help = 'EDA_CHAOS=duplicates=0.1,delay=50,shuffle eda dev, or leave it away';
    return fail(problem('chaos', `EDA_CHAOS: ${chaos.error}`, help, 'infra'));
  }
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
    if (diagnostic.severity !== 'error') onEvent({ kind: 'warning', diagnostic });
  const errors = once.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return fail(...errors);
  try {
    const sidecars = await startSidecars({
      apps: placed,
      dataDir: join(root, '.eda/broker'),
      ...(chaos === undefined ? {} : { chaos }),
      ...(env.DAPR_API_TOKEN ? { apiToken: env.DAPR_API_TOKEN } : {}),
      ...(env.APP_API_TOKEN ? { appApiToken: env.APP_API_TOKEN } : {}),
      onMessage: (message) => onEvent({ kind: 'message', message }),
      log: (entry) => onEvent({ kind: 'sidecar-log', entry }),
    });
    onEvent({ kind: 'sidecars', program: 'embedded', ports: [...sidecars.ports.values()] });
    return succeed({ ...sidecars, pid: () => undefined });
  } catch (error) {
    // Taken between the check and now.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw error;
    return fail(problem('port-in-use', message, 'move all ports: eda dev --port-offset auto', 'infra'));
  }
}
