import { isMap } from '../is-map.ts';
import type { Binding } from './document.ts';

/**
 * What the bindings of a channel say that is a setting of a topic: Kafka's partitions, retention and cleanup policy
 * (github.com/asyncapi/bindings, kafka, §Channel Binding Object).
 */
export function topicSettings(bindings: readonly Binding[]): { readonly [setting: string]: unknown } {
  const kafka = bindings.find(({ protocol }) => protocol === 'kafka')?.value;
  if (!isMap(kafka)) return {};
  const configuration = isMap(kafka.topicConfiguration) ? kafka.topicConfiguration : {};
  const retention = configuration['retention.ms'];
  const policies = configuration['cleanup.policy'];
  const policy: readonly unknown[] = Array.isArray(policies) ? policies : [policies];
  return {
    ...(typeof kafka.partitions === 'number' ? { partitions: kafka.partitions } : {}),
    ...(typeof retention === 'number' ? { retention: retention < 0 ? 'forever' : `${retention}ms` } : {}),
    ...(policy.includes('compact') ? { compact: true } : {}),
  };
}
