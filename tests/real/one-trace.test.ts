import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { startGuard } from '../../src/dev/guard.ts';
import { testOneTrace } from '../support/one-trace.ts';
import { runDaprd } from './run-daprd.ts';

/** On daprd, which traces as well, and Kafka. */
testOneTrace(async ({ apps, resources, collector }) => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-trace-'));
  const guard = startGuard();
  const kafka = await startKafka({ folder: join(folder, 'kafka'), guard });
  const component = {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'pubsub' },
    spec: {
      type: 'pubsub.kafka',
      version: 'v1',
      metadata: [
        { name: 'brokers', value: kafka.address },
        { name: 'authType', value: 'none' },
        // Events may be sent before a group has joined.
        { name: 'initialOffset', value: 'oldest' },
      ],
    },
  };
  const dapr = mkdtempSync(join(folder, 'dapr-'));
  for (const [index, resource] of [component, ...resources].entries())
    writeFileSync(join(dapr, `${index}.yaml`), JSON.stringify(resource));
  const sidecars = await runDaprd({ resources: [dapr], apps, collector });
  return {
    httpPort: sidecars.httpPort,
    async stop() {
      await sidecars.stop();
      await kafka.stop();
      guard.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}, true);
