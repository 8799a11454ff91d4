import version from '../../../specs/dapr/version.json' with { type: 'json' };
import type { ComponentResource } from './dapr-resource.ts';
import type { PubsubComponent } from './publisher.ts';
import type { Subscription } from './subscription.ts';

/** What `runtimeVersion` says: the version of Dapr whose behaviour this is, and that it is not Dapr. */
const runtimeVersion = `${version.runtime}-embedded`;

/** The answer of `GET /v1.0/metadata`. */
export function describeSidecar(sidecar: {
  readonly appId: string;
  readonly appPort: number;
  readonly resources: readonly ComponentResource[];
  readonly components: ReadonlyMap<string, PubsubComponent>;
  readonly subscriptions: readonly Subscription[];
  readonly extended: ReadonlyMap<string, string>;
}): unknown {
  return {
    id: sidecar.appId,
    runtimeVersion,
    enabledFeatures: [],
    components: sidecar.resources.map(({ name, type, version }) => {
      const capabilities = sidecar.components.get(name)?.behaviour.capabilities ?? [];
      return { name, type, version, ...(capabilities.length === 0 ? {} : { capabilities }) };
    }),
    extended: { ...Object.fromEntries(sidecar.extended), daprRuntimeVersion: runtimeVersion },
    subscriptions: sidecar.subscriptions.map(({ spec, type }) => ({
      pubsubname: spec.pubsubname,
      topic: spec.topic,
      ...(Object.keys(spec.metadata).length === 0 ? {} : { metadata: spec.metadata }),
      rules: spec.rules.map(({ match, path }) => ({ ...(match === undefined ? {} : { match }), path })),
      deadLetterTopic: spec.deadLetterTopic ?? '',
      type,
    })),
    appConnectionProperties: { port: sidecar.appPort, protocol: 'http', channelAddress: '127.0.0.1' },
    actorRuntime: { runtimeStatus: 'DISABLED', hostReady: false },
  };
}
