import { entriesOf, metadataValue } from './check-component.ts';
import { mainTypeOf } from './known.ts';
import { fieldsOf, type Resource, textOf } from './resource.ts';

type Broker = { [key: string]: unknown };

/** Type of broker, its keys by metadata, and logins by the metadata that tell them; the first that is there. */
const known: {
  readonly [type: string]: {
    readonly type: string;
    readonly servers?: string;
    readonly keys?: { readonly [key: string]: string };
    readonly logins?: { readonly [metadata: string]: string };
  };
} = {
  'pubsub.in-memory': { type: 'in-memory' },
  'pubsub.redis': {
    type: 'redis',
    servers: 'redisHost',
    logins: { redisPassword: 'password', clientKey: 'mtls' },
  },
  'pubsub.kafka': {
    type: 'kafka',
    servers: 'brokers',
    keys: { version: 'version' },
    logins: { saslPassword: 'password', clientKey: 'mtls', oidcClientSecret: 'oidc', secretKey: 'aws-iam' },
  },
  'pubsub.rabbitmq': {
    type: 'rabbitmq',
    servers: 'hostname',
    logins: {
      connectionString: 'connection-string',
      host: 'connection-string',
      password: 'password',
      clientKey: 'mtls',
    },
  },
  'pubsub.jetstream': {
    type: 'nats',
    servers: 'natsURL',
    keys: { stream: 'streamName' },
    logins: { token: 'token', natsURL: 'connection-string' },
  },
  'pubsub.pulsar': {
    type: 'pulsar',
    servers: 'host',
    keys: { tenant: 'tenant', namespace: 'namespace' },
    logins: { token: 'token', oauth2ClientSecret: 'oidc' },
  },
  'pubsub.mqtt3': { type: 'mqtt', servers: 'url', logins: { url: 'connection-string', clientKey: 'mtls' } },
  'pubsub.aws.snssqs': {
    type: 'aws-sns-sqs',
    keys: { region: 'region', endpoint: 'endpoint' },
    logins: { secretKey: 'aws-iam' },
  },
  'pubsub.gcp.pubsub': { type: 'gcp-pubsub', keys: { project: 'projectID' }, logins: { privateKey: 'gcp' } },
  'pubsub.azure.servicebus.topics': {
    type: 'azure-service-bus',
    keys: { namespace: 'namespaceName' },
    logins: { connectionString: 'connection-string', azureClientSecret: 'azure' },
  },
  'pubsub.azure.eventhubs': {
    type: 'azure-event-hubs',
    keys: { namespace: 'eventHubNamespace', storage: 'storageAccountName' },
    logins: { connectionString: 'connection-string', azureClientSecret: 'azure' },
  },
};

/** What stands for an address that a secret or variable holds: the design wants one. */
export const unknownServer = 'unknown:1';

/** The same for any other text. */
export const unknownText = 'unknown';

/** The broker that a component connects to, as an environment names it; a text says why there is none. */
export function brokerOfComponent(component: Resource): Broker | string {
  const written = textOf(fieldsOf(component.value.spec).type) ?? '';
  const type = mainTypeOf(written);
  const facts = Object.hasOwn(known, type) ? known[type] : undefined;
  if (facts === undefined) return `component ${component.name}: eda has no broker for ${written}`;
  const broker: Broker = { type: facts.type };
  if (facts.servers !== undefined) broker.servers = serversOf(metadataValue(component, facts.servers));
  for (const [key, name] of Object.entries(facts.keys ?? {})) {
    const value = metadataValue(component, name);
    if (value !== undefined) broker[key] = value;
    else if (!['version', 'stream', 'tenant', 'endpoint'].includes(key) && !(type === 'pubsub.pulsar'))
      broker[key] = unknownText;
  }
  const entries = entriesOf(component);
  for (const [metadata, login] of Object.entries(facts.logins ?? {})) {
    const entry = entries.find(({ name }) => name.toLowerCase() === metadata.toLowerCase());
    const secret = textOf(fieldsOf(entry?.fields.secretKeyRef).name);
    if (secret === undefined) continue;
    broker.auth = { type: login, secret, ...(type === 'pubsub.kafka' ? kafkaLogin(component, login) : {}) };
    break;
  }
  return broker;
}

/** How a password is proven to Kafka and what a token is asked for, where that is not what a design says by default. */
function kafkaLogin(component: Resource, login: string): Broker {
  if (login === 'password') {
    const mechanism = metadataValue(component, 'saslMechanism') ?? 'PLAINTEXT';
    // Whatever the component does not know is PLAIN to it.
    if (mechanism === 'SHA-512') return {};
    return { mechanism: mechanism === 'SHA-256' ? mechanism : 'PLAIN' };
  }
  const scopes = (metadataValue(component, 'oidcScopes') ?? '').split(',').map((scope) => scope.trim());
  const written = [...new Set(scopes)].filter((scope) => scope !== '');
  if (login !== 'oidc' || written.length === 0 || written.join() === 'openid') return {};
  return { scopes: written };
}

/** `host:port` of addresses with commas, without scheme and login. */
function serversOf(value: string | undefined): string[] {
  const servers = (value ?? '')
    .split(',')
    .map((each) =>
      each
        .trim()
        .replace(/^[a-z+]+:\/\//i, '')
        .replace(/^[^@]*@/, '')
        .replace(/\/.*$/, ''),
    )
    .filter((each) => each !== '');
  return servers.length === 0 ? [unknownServer] : servers;
}
