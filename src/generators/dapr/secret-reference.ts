import type { SecretStore } from '../../model/architecture.ts';
import { wordsOf } from '../../model/names.ts';

/** A metadata entry of a component. Values are texts, as Dapr compares them. */
export type MetadataEntry =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secretKeyRef: { readonly name: string; readonly key: string } };

/** Component name of the environment's secret store; Kubernetes brings its own. */
export function secretStoreName(store: SecretStore): string {
  return store.type === 'kubernetes' ? 'kubernetes' : 'secrets';
}

/**
 * Where a key of a secret lies in the environment's store. Environment variables hold one value each:
 * `kafka-login`, `username` → `KAFKA_LOGIN_USERNAME`, after the store's prefix.
 */
export function secretReference(
  store: SecretStore,
  secret: string,
  key: string,
): { readonly name: string; readonly key: string } {
  if (store.type !== 'env') return { name: secret, key };
  const variable = variableName(secret, key);
  return { name: variable, key: variable };
}

function variableName(secret: string, key: string): string {
  return [...wordsOf(secret), ...wordsOf(key)].map((word) => word.toUpperCase()).join('_');
}
