import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, Environment } from '../../model/architecture.ts';
import { defaultMechanism, defaultScopes } from '../../model/login-defaults.ts';
import { secretMetadata } from './broker-login.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/** Connection and consumer settings of `pubsub.kafka`. Order per key comes from each message's `partitionKey`. */
export function kafkaMetadata(
  { broker, profile }: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const { version } = broker.own;
  const group = profile.everyReplica ? '{uuid}' : profile.group;
  return [
    { name: 'brokers', value: broker.servers.join(',') },
    ...loginMetadata(broker, environment),
    {
      name: 'disableTls',
      value: String(!broker.tls && broker.auth.type !== 'mtls' && broker.auth.type !== 'aws-iam'),
    },
    ...(typeof version === 'string' ? [{ name: 'version', value: version }] : []),
    // Without it the consumer group is the app id.
    ...(group === undefined ? [] : [{ name: 'consumerID', value: group }]),
    { name: 'initialOffset', value: profile.startAt === 'earliest' ? 'oldest' : 'newest' },
    // An event that neither the app nor the dead-letter topic took stays at the head of its partition.
    { name: 'consumeRetryEnabled', value: 'true' },
  ];
}

function loginMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  const secrets = (keys: { readonly [metadata: string]: string }) =>
    secretMetadata(broker, environment, keys);
  const { type, mechanism = defaultMechanism, scopes = defaultScopes } = broker.auth;
  switch (type) {
    case 'password':
      return [
        { name: 'authType', value: 'password' },
        ...secrets({ saslUsername: 'username', saslPassword: 'password' }),
        // Anything but the names of two hashes is PLAIN to the component, which calls it PLAINTEXT.
        { name: 'saslMechanism', value: mechanism === 'PLAIN' ? 'PLAINTEXT' : mechanism },
      ];
    case 'mtls':
      return [
        { name: 'authType', value: 'mtls' },
        ...secrets({ caCert: 'ca', clientCert: 'cert', clientKey: 'key' }),
      ];
    case 'oidc':
      return [
        { name: 'authType', value: 'oidc' },
        ...secrets({
          oidcTokenEndpoint: 'tokenUrl',
          oidcClientID: 'clientId',
          oidcClientSecret: 'clientSecret',
        }),
        { name: 'oidcScopes', value: scopes.join(',') },
      ];
    case 'aws-iam':
      return [
        { name: 'authType', value: 'awsiam' },
        { name: 'region', value: regionOf(broker) ?? '' },
        // Without a secret the login is the role's.
        ...(broker.auth.secret === undefined
          ? []
          : secrets({ accessKey: 'accessKey', secretKey: 'secretKey' })),
      ];
    default:
      // Mandatory: the component does not start without it.
      return [{ name: 'authType', value: 'none' }];
  }
}

/** Servers of MSK tell their region: `b-1.shop.abc.c2.kafka.eu-central-1.amazonaws.com:9098`. */
function regionOf({ servers }: Broker): string | undefined {
  const [first = ''] = servers;
  return /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?::\d+)?$/.exec(first)?.[1];
}

/** Of a login whose region nothing tells. */
export function regionProblem(broker: Broker, environment: Environment): Diagnostic | undefined {
  if (broker.auth.type !== 'aws-iam' || regionOf(broker) !== undefined) return undefined;
  return {
    code: 'broker-login',
    severity: 'error',
    message: `${environment.name}.${broker.name}: the login aws-iam needs the region, which ${broker.servers[0] ?? 'no server'} does not tell`,
    help: 'write the servers as MSK names them: b-1.….kafka.<region>.amazonaws.com:9098',
    at: broker.at,
  };
}
