import type { ConsumerProfile } from '../../delivery/delivery-settings.ts';
import type { Environment } from '../../model/architecture.ts';
import { azureIdentity, secretMetadata } from './broker-login.ts';
import { longestWork } from './longest-work.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/**
 * Connection and consumer settings of `pubsub.azure.servicebus.topics`: a subscription named by the group on each
 * topic. Without a secret the login is the workload's identity.
 */
export function serviceBusMetadata(
  { broker, profile, policies }: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  const concurrency = String(profile.concurrency ?? 10);
  return [
    ...(broker.auth.type === 'connection-string'
      ? secretMetadata(broker, environment, { connectionString: 'value' })
      : [
          { name: 'namespaceName', value: String(broker.own.namespace) },
          ...azureIdentity(broker, environment),
        ]),
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    { name: 'maxActiveMessages', value: concurrency },
    { name: 'maxConcurrentHandlers', value: concurrency },
    // The lock of a message is renewed while it is in work; this bounds all attempts together.
    { name: 'handlerTimeoutInSec', value: String(longestWork(policies) / 1000) },
  ];
}

/** Metadata of a subscription to an ordered topic: a session is a key, and in work at one replica at a time. */
export function serviceBusSessions({ concurrency }: ConsumerProfile): { readonly [name: string]: string } {
  return { requireSessions: 'true', maxConcurrentSessions: String(concurrency ?? 10) };
}
