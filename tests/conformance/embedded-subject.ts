import { parseDaprResources } from '../../src/dev/sidecar/read-dapr-resources.ts';
import { startSidecars } from '../../src/dev/sidecar/start-sidecars.ts';
import type { StartSubject } from './subject.ts';

/** The embedded sidecars as the subject, with their messages in memory. */
export const startEmbeddedSubject: StartSubject = async ({ resources, apps }) => {
  const parsed = resources.flatMap(
    (text, index) => parseDaprResources(text, `resource-${index}.yaml`).resources,
  );
  const sidecars = await startSidecars({
    apps: apps.map(({ appId, appPort }) => ({ appId, appPort, httpPort: 0, resources: parsed })),
  });
  return {
    httpPort(appId) {
      const port = sidecars.ports.get(appId);
      if (port === undefined) throw new Error(`no app is called ${appId}`);
      return port;
    },
    stop: () => sidecars.close(),
  };
};
