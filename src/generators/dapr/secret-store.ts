import type { SecretStore } from '../../model/architecture.ts';
import type { DaprResource } from './dapr-resource.ts';
import { secretStoreName } from './secret-reference.ts';

/** The secret store of an environment; none for Kubernetes, where every sidecar has one. */
export function secretStoreResource(store: SecretStore): DaprResource | undefined {
  if (store.type === 'kubernetes') return undefined;
  const metadata =
    store.type === 'env'
      ? store.prefix
        ? [{ name: 'prefix', value: store.prefix }]
        : []
      : [
          // Relative to the folder that daprd starts in: the project's.
          { name: 'secretsFile', value: store.path ?? './secrets.json' },
          // A secret is an object of its keys.
          { name: 'multiValued', value: 'true' },
        ];
  return {
    comment:
      store.type === 'env'
        ? 'Secrets from environment variables: `kafka-login`, key `username`, is KAFKA_LOGIN_USERNAME.'
        : 'Secrets from a JSON file that is never committed: { "kafka-login": { "username": "…" } }.',
    body: {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Component',
      metadata: { name: secretStoreName(store) },
      spec: { type: `secretstores.local.${store.type}`, version: 'v1', metadata },
    },
  };
}
