import type { Broker, Environment } from '../../model/architecture.ts';
import { secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/** Connection and consumer settings of `pubsub.pulsar`: a subscription named by the group on each topic. */
export function pulsarMetadata(
  { broker, profile }: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const { tenant = 'public', namespace = 'default' } = broker.own;
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  return [
    { name: 'host', value: `${broker.tls ? 'pulsar+ssl' : 'pulsar'}://${broker.servers.join(',')}` },
    ...loginMetadata(broker, environment),
    // Without it any certificate of the server will do.
    { name: 'enableTLS', value: String(broker.tls) },
    { name: 'tenant', value: String(tenant) },
    { name: 'namespace', value: String(namespace) },
    { name: 'persistent', value: 'true' },
    // A batch goes where its first key goes; and each publication waits for its own answer anyway.
    { name: 'disableBatching', value: 'true' },
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    { name: 'subscribeInitialPosition', value: profile.startAt ?? 'latest' },
    // A subscription of one start of one replica goes with it.
    { name: 'subscribeMode', value: profile.everyReplica ? 'non_durable' : 'durable' },
    ...(profile.ordered
      ? [
          // A key belongs to one replica at a time, which handles one message after the other.
          { name: 'subscribeType', value: 'key_shared' },
          { name: 'processMode', value: 'sync' },
        ]
      : [
          { name: 'subscribeType', value: 'shared' },
          { name: 'processMode', value: 'async' },
          { name: 'maxConcurrentHandlers', value: String(profile.concurrency ?? 10) },
        ]),
  ];
}

function loginMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  switch (broker.auth.type) {
    case 'token':
      return secretMetadata(broker, environment, { token: 'token' });
    case 'oidc':
      return secretMetadata(broker, environment, {
        oauth2TokenURL: 'tokenUrl',
        oauth2ClientID: 'clientId',
        oauth2ClientSecret: 'clientSecret',
      });
    default:
      return [];
  }
}
