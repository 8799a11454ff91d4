import type { RunApp, RunTemplate } from './dapr-run-template.ts';
import { type Outcome, succeed } from './outcome.ts';
import { findFreePort, type PortOffset, settlePorts, type WantedPort } from './ports.ts';

/** An app with the ports that it gets in this run. */
export interface PlacedApp {
  readonly app: RunApp;
  readonly appPort?: number;
  readonly daprPort: number;
}

export interface Placement {
  readonly apps: readonly PlacedApp[];
  /** How far the template's ports were moved. */
  readonly offset: number;
}

/** Gives every app the template's ports, moved by the offset; a sidecar that has none there gets a free one. */
export async function placeApps(
  { file, apps }: RunTemplate,
  wantedOffset: PortOffset,
): Promise<Outcome<Placement>> {
  const wanted: WantedPort[] = apps.flatMap(({ appId, appPort, httpPort, index }) => [
    ...(appPort === undefined
      ? []
      : [{ port: appPort, what: appId, file, path: ['apps', index, 'appPort'] }]),
    ...(httpPort === undefined
      ? []
      : [{ port: httpPort, what: `the sidecar of ${appId}`, file, path: ['apps', index, 'daprHTTPPort'] }]),
  ]);
  const settled = await settlePorts(wanted, wantedOffset);
  if (!settled.ok) return settled;
  const offset = settled.value;
  const placed = apps.map(async (app) => ({
    app,
    ...(app.appPort === undefined ? {} : { appPort: app.appPort + offset }),
    daprPort: app.httpPort === undefined ? await findFreePort() : app.httpPort + offset,
  }));
  return succeed({ apps: await Promise.all(placed), offset });
}
