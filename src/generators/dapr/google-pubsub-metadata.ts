import type { Broker, Environment } from '../../model/architecture.ts';
import { secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/**
 * Connection and consumer settings of `pubsub.gcp.pubsub`: a subscription `<group>-<topic>` for each service that takes
 * a topic. Without a secret the login is the workload's.
 */
export function googlePubSubMetadata(
  { broker, profile, ordersTopics }: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  return [
    { name: 'projectID', value: String(broker.own.project) },
    ...loginMetadata(broker, environment),
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    // Publishers need it as well: keys are left out without it.
    { name: 'enableMessageOrdering', value: String(ordersTopics) },
    { name: 'maxOutstandingMessages', value: String(profile.concurrency ?? 10) },
  ];
}

/** The secret has the keys of a service account's file. */
function loginMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  if (broker.auth.type !== 'gcp') return [];
  return [
    { name: 'type', value: 'service_account' },
    ...secretMetadata(broker, environment, {
      identityProjectID: 'project_id',
      privateKeyID: 'private_key_id',
      privateKey: 'private_key',
      clientEmail: 'client_email',
      clientID: 'client_id',
      authURI: 'auth_uri',
      tokenURI: 'token_uri',
      authProviderX509CertURL: 'auth_provider_x509_cert_url',
      clientX509CertURL: 'client_x509_cert_url',
    }),
  ];
}
