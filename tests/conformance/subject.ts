/** What the suite is run against: the embedded sidecars, or daprd processes around a broker. */
export interface Subject {
  /** Port of the sidecar of an app. */
  httpPort(appId: string): number;
  stop(): Promise<void>;
}

export interface SubjectSetup {
  /** Dapr resources as YAML, one document each. */
  readonly resources: readonly string[];
  readonly apps: readonly { readonly appId: string; readonly appPort: number }[];
}

export type StartSubject = (setup: SubjectSetup) => Promise<Subject>;

/**
 * A pub/sub component of the kind that the observations were made with. Another subject puts the address of its
 * broker in the place of this one.
 */
export function pubsubComponent(
  name: string,
  metadata: Readonly<Record<string, string>> = {},
  type = 'pubsub.redis',
): string {
  const entries = Object.entries({ redisHost: 'localhost:6379', ...metadata }).map(([key, value]) => ({
    name: key,
    value,
  }));
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type, version: 'v1', metadata: entries },
  });
}

/** The policy of all observations: two retries 100 ms apart, one second for the handler. */
export function observedResiliency(components: readonly string[]): string {
  return JSON.stringify({
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Resiliency',
    metadata: { name: 'observed' },
    spec: {
      policies: {
        timeouts: { handler: '1s' },
        retries: { inbound: { policy: 'constant', duration: '100ms', maxRetries: 2 } },
      },
      targets: {
        components: Object.fromEntries(
          components.map((name) => [name, { inbound: { timeout: 'handler', retry: 'inbound' } }]),
        ),
      },
    },
  });
}
