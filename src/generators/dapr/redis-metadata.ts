import { longestDelivery, pumpRetry } from '../../delivery/retry-time.ts';
import type { Broker, Environment } from '../../model/architecture.ts';
import { secretMetadata } from './broker-login.ts';
import { goDuration } from './go-duration.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/** Connection and consumer settings of `pubsub.redis` (streams). A new group reads a stream from its start. */
export function redisMetadata(
  component: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const { broker, profile, retention } = component;
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  // What is tried for ever, another worker may try as well: a dead letter that comes twice is stored once.
  const policies = [...component.policies.values()].filter(({ retry }) => Number.isFinite(retry.attempts));
  // The sidecar goes on longer than the service counts, and it is the sidecar that holds the message.
  const longest = Math.max(
    ...policies.map(({ retry, timeout }) => longestDelivery(pumpRetry(retry, 'service'), timeout)),
  );
  const subscriptions = Math.max(...[...component.subscribing.values()].map((topics) => topics.size));
  return [
    { name: 'redisHost', value: broker.servers.join(',') },
    ...(broker.servers.length > 1 ? [{ name: 'redisType', value: 'cluster' }] : []),
    ...loginMetadata(broker, environment),
    { name: 'enableTLS', value: String(broker.tls || broker.auth.type === 'mtls') },
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    { name: 'concurrency', value: String(profile.concurrency ?? 10) },
    // Longer than all deliveries together: what is still in work must not be given to a second worker.
    ...(policies.length === 0
      ? []
      : [{ name: 'processingTimeout', value: goDuration(Math.ceil(longest / 1000) * 1000) }]),
    // Each subscription holds a connection while it waits; publishing needs some as well.
    { name: 'poolSize', value: String(Math.max(20, subscriptions + 10)) },
    // Streams share the component's limit, so the longest retention of the topics holds for all of them.
    ...(retention === 'forever' ? [] : [{ name: 'streamTTL', value: goDuration(retention) }]),
  ];
}

function loginMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  switch (broker.auth.type) {
    case 'password':
      return secretMetadata(broker, environment, { redisUsername: 'username', redisPassword: 'password' });
    case 'mtls':
      return secretMetadata(broker, environment, { clientCert: 'cert', clientKey: 'key' });
    default:
      return [];
  }
}
