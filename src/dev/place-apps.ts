import type { RunApp, RunTemplate } from './dapr-run-template.ts';
import { type Outcome, succeed } from './outcome.ts';
import { findFreePort, type PortOffset, settlePorts, type WantedPort } from './ports.ts';

/** An app with the ports that it gets in this run. */
export interface PlacedApp {
  readonly app: RunApp;
  readonly appPort?: number;
  readonly daprPort: number;
  /** Of a real sidecar; the embedded one has none. */
  readonly grpcPort?: number;
  readonly metricsPort?: number;
}

export interface Placement {
  readonly apps: readonly PlacedApp[];
  /** How far the template's ports were moved. */
  readonly offset: number;
}

/** Embedded in this process or, to be killed, in one of their own; or a `daprd` process for each app. */
export type SidecarKind = 'embedded' | 'embedded-process' | 'daprd';

/** Gives every app the template's ports, moved by the offset; a sidecar that has none there gets a free one. */
export async function placeApps(
  { file, apps }: RunTemplate,
  wantedOffset: PortOffset,
  sidecar: SidecarKind,
): Promise<Outcome<Placement>> {
  const wanted: WantedPort[] = apps.flatMap(({ appId, appPort, httpPort, grpcPort, metricsPort, index }) => {
    const want = (port: number | undefined, what: string, key: string): WantedPort[] =>
      port === undefined ? [] : [{ port, what, file, path: ['apps', index, key] }];
    const real = sidecar === 'daprd';
    return [
      ...want(appPort, appId, 'appPort'),
      ...want(httpPort, `the sidecar of ${appId}`, 'daprHTTPPort'),
      ...(real ? want(grpcPort, `gRPC of the sidecar of ${appId}`, 'daprGRPCPort') : []),
      ...(real ? want(metricsPort, `metrics of the sidecar of ${appId}`, 'metricsPort') : []),
    ];
  });
  const settled = await settlePorts(wanted, wantedOffset);
  if (!settled.ok) return settled;
  const offset = settled.value;
  const placed = apps.map(async (app) => ({
    app,
    ...(app.appPort === undefined ? {} : { appPort: app.appPort + offset }),
    daprPort: app.httpPort === undefined ? await findFreePort() : app.httpPort + offset,
    ...(app.grpcPort === undefined ? {} : { grpcPort: app.grpcPort + offset }),
    ...(app.metricsPort === undefined ? {} : { metricsPort: app.metricsPort + offset }),
  }));
  return succeed({ apps: await Promise.all(placed), offset });
}
