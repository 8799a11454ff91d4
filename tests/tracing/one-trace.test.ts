import { parseDaprResources } from '../../src/dev/sidecar/read-dapr-resources.ts';
import { startSidecars } from '../../src/dev/sidecar/start-sidecars.ts';
import { testOneTrace } from '../support/one-trace.ts';
import { until } from '../support/service-fixture.ts';

const component = {
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'pubsub' },
  spec: { type: 'pubsub.redis', version: 'v1', metadata: [] },
};

testOneTrace(async ({ apps, resources }) => {
  const read = [component, ...resources].flatMap(
    (resource) => parseDaprResources(JSON.stringify(resource), 'resource.yaml').resources,
  );
  const sidecars = await startSidecars({
    apps: apps.map((app) => ({ ...app, httpPort: 0, resources: read })),
  });
  return {
    httpPort: (appId) => sidecars.ports.get(appId) ?? 0,
    async subscribe() {
      for (const { appId } of apps) sidecars.renewApp(appId);
      await until(() => apps.every(({ appId }) => sidecars.isReady(appId)), 'the subscriptions', 30_000);
    },
    stop: () => sidecars.close(),
  };
}, false);
