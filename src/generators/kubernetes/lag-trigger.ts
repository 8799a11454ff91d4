import type { Broker, SaslMechanism } from '../../model/architecture.ts';
import { defaultMechanism, defaultScopes } from '../../model/login-defaults.ts';
import type { ConsumedTopic } from '../dapr/consumed-topics.ts';
import { streamName } from '../dapr/jetstream-names.ts';

/** How KEDA learns what waits for a service on one topic. */
export interface LagTrigger {
  readonly type: string;
  readonly metadata: { readonly [name: string]: string };
  /** Keys of the broker's secret by the parameter that KEDA reads them under; empty: there is no login. */
  readonly secretKeys: { readonly [parameter: string]: string };
  /** The login is the workload's own, of this provider. */
  readonly podIdentity?: string;
  /** What KEDA reads as part of the login and is no secret, by the parameter. */
  readonly texts?: { readonly [parameter: string]: string };
}

/**
 * The trigger of a topic that a service takes; undefined where KEDA's scalers can't tell from the design what waits.
 * Names of metadata and parameters are those of KEDA 2.20 (`pkg/scalers`).
 * @param perReplica messages in wait that one more replica is for
 * @param system name of the design
 */
export function lagTrigger(taken: ConsumedTopic, perReplica: number, system: string): LagTrigger | undefined {
  const { address, group, component } = taken;
  const { broker } = component;
  if (group === undefined) return undefined;
  const lag = String(perReplica);
  switch (broker.type) {
    case 'kafka':
      return kafkaTrigger(broker, {
        ...{ bootstrapServers: broker.servers.join(','), consumerGroup: group, topic: address },
        lagThreshold: lag,
        offsetResetPolicy: component.profile.startAt ?? 'latest',
      });
    case 'redis':
      return {
        type: broker.servers.length > 1 ? 'redis-cluster-streams' : 'redis-streams',
        metadata: {
          [broker.servers.length > 1 ? 'addresses' : 'address']: broker.servers.join(','),
          ...{ stream: address, consumerGroup: group, lagCount: lag },
          enableTLS: String(broker.tls || broker.auth.type === 'mtls'),
        },
        secretKeys: broker.auth.type === 'password' ? { username: 'username', password: 'password' } : {},
      };
    case 'rabbitmq':
      return rabbitmqTrigger(broker, { queueName: `${group}-${address}`, mode: 'QueueLength', value: lag });
    case 'nats':
      return natsTrigger(broker, { stream: streamName(broker, system), consumer: group, lagThreshold: lag });
    case 'gcp-pubsub':
      return {
        type: 'gcp-pubsub',
        metadata: { subscriptionName: `${group}-${address}`, mode: 'SubscriptionSize', value: lag },
        secretKeys: {},
        podIdentity: 'gcp',
      };
    case 'azure-service-bus':
      return {
        type: 'azure-servicebus',
        metadata: {
          ...{ topicName: address, subscriptionName: group, messageCount: lag },
          ...(broker.auth.type === 'connection-string' ? {} : { namespace: namespaceOf(broker) }),
        },
        ...(broker.auth.type === 'connection-string'
          ? { secretKeys: { connection: 'value' } }
          : { secretKeys: {}, podIdentity: 'azure-workload' }),
      };
    default:
      return undefined;
  }
}

const saslNames: { readonly [mechanism in SaslMechanism]: string } = {
  PLAIN: 'plaintext',
  'SHA-256': 'scram_sha256',
  'SHA-512': 'scram_sha512',
};

function kafkaTrigger(broker: Broker, metadata: LagTrigger['metadata']): LagTrigger {
  const tls = broker.tls || broker.auth.type === 'mtls' || broker.auth.type === 'aws-iam';
  const secured = { ...metadata, tls: tls ? 'enable' : 'disable' };
  switch (broker.auth.type) {
    case 'password':
      return {
        type: 'kafka',
        metadata: { ...secured, sasl: saslNames[broker.auth.mechanism ?? defaultMechanism] },
        secretKeys: { username: 'username', password: 'password' },
      };
    case 'mtls':
      return { type: 'kafka', metadata: secured, secretKeys: { ca: 'ca', cert: 'cert', key: 'key' } };
    case 'oidc':
      return {
        type: 'kafka',
        metadata: { ...secured, sasl: 'oauthbearer' },
        secretKeys: { username: 'clientId', password: 'clientSecret', oauthTokenEndpointUri: 'tokenUrl' },
        texts: { scopes: (broker.auth.scopes ?? defaultScopes).join(',') },
      };
    case 'aws-iam':
      return {
        type: 'kafka',
        metadata: { ...secured, sasl: 'oauthbearer', saslTokenProvider: 'aws_msk_iam' },
        secretKeys: {},
        podIdentity: 'aws',
      };
    default:
      return { type: 'kafka', metadata: secured, secretKeys: {} };
  }
}

function rabbitmqTrigger(broker: Broker, metadata: LagTrigger['metadata']): LagTrigger | undefined {
  const { vhost } = broker.own;
  const path = typeof vhost === 'string' && vhost !== '/' ? `/${encodeURIComponent(vhost)}` : '/';
  const host = `${broker.tls || broker.auth.type === 'mtls' ? 'amqps' : 'amqp'}://${broker.servers[0] ?? ''}${path}`;
  const amqp = { ...metadata, protocol: 'amqp' };
  switch (broker.auth.type) {
    case 'connection-string':
      return { type: 'rabbitmq', metadata: amqp, secretKeys: { host: 'value' } };
    case 'password':
      return {
        type: 'rabbitmq',
        metadata: { ...amqp, host },
        secretKeys: { username: 'username', password: 'password' },
      };
    case 'mtls':
      // A login by certificate has no user, and KEDA's scaler asks for one.
      return undefined;
    default:
      return { type: 'rabbitmq', metadata: { ...amqp, host }, secretKeys: {} };
  }
}

/** JetStream tells what waits on its monitoring port, which asks for no login. */
function natsTrigger(broker: Broker, metadata: LagTrigger['metadata']): LagTrigger | undefined {
  const [server] = broker.servers;
  if (server === undefined) return undefined;
  const endpoint = `${server.replace(/:\d+$/, '')}:8222`;
  return {
    type: 'nats-jetstream',
    metadata: { natsServerMonitoringEndpoint: endpoint, account: '$G', ...metadata },
    secretKeys: {},
  };
}

function namespaceOf({ own }: Broker): string {
  return String(own.namespace).replace(/\.servicebus\..*$/, '');
}
