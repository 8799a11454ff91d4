import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type {
  Auth,
  AuthType,
  Broker,
  BrokerType,
  ById,
  Environment,
  SaslMechanism,
  SecretStore,
} from '../architecture.ts';
import { byId, entriesOf, type Json, layerOf, mapOf, numberOf, optional, textOf, textsOf } from './values.ts';

const brokerTypes: readonly BrokerType[] = [
  'in-memory',
  'redis',
  'kafka',
  'rabbitmq',
  'nats',
  'pulsar',
  'mqtt',
  'aws-sns-sqs',
  'gcp-pubsub',
  'azure-service-bus',
  'azure-event-hubs',
];

const saslMechanisms: readonly SaslMechanism[] = ['PLAIN', 'SHA-256', 'SHA-512'];

const authTypes: readonly AuthType[] = [
  'none',
  'password',
  'token',
  'mtls',
  'oidc',
  'aws-iam',
  'gcp',
  'azure',
  'connection-string',
];

/** Reads where the system runs. Without a `local` there is one, in memory, so that `eda dev` always has a place. */
export function readEnvironments(value: unknown, file: string): ById<Environment> {
  const environments = entriesOf(value).map(([name, written]): [string, Environment] => [
    name,
    readEnvironment(name, mapOf(written), { file, path: ['environments', name] }),
  ]);
  if (environments.some(([name]) => name === 'local')) return byId(environments);
  const brokers = new Set(environments.flatMap(([, environment]) => Object.keys(environment.brokers)));
  const names = brokers.size === 0 ? ['pubsub'] : [...brokers];
  const at: Place = { file, path: ['environments'] };
  const local: Environment = {
    name: 'local',
    brokers: byId(names.map((name) => [name, inMemory(name, at)])),
    secrets: { type: 'env' },
    defaults: layerOf({}, at),
    at,
  };
  return byId([['local', local], ...environments]);
}

function readEnvironment(name: string, value: Json, at: Place): Environment {
  const brokers = entriesOf(value.brokers);
  const database = mapOf(value.database);
  const registry = mapOf(value.registry);
  const tracing = mapOf(value.tracing);
  return {
    name,
    ...optional('description', textOf(value.description)),
    brokers:
      value.brokers === undefined
        ? byId([['pubsub', inMemory('pubsub', at)]])
        : byId(
            brokers.map(([broker, written]) => [
              broker,
              readBroker(broker, mapOf(written), placeAt(at, 'brokers', broker)),
            ]),
          ),
    secrets: readSecrets(mapOf(value.secrets)),
    ...(textOf(database.server) === undefined
      ? {}
      : {
          database: {
            server: textOf(database.server) ?? '',
            ...optional('auth', readAuth(database.auth)),
          },
        }),
    ...(textOf(registry.url) === undefined
      ? {}
      : {
          registry: {
            url: textOf(registry.url) ?? '',
            ...optional('auth', readAuth(registry.auth)),
            strategy: registry.strategy === 'record' ? 'record' : 'topic',
          },
        }),
    ...(value.tracing === undefined
      ? {}
      : {
          tracing: {
            ...optional('endpoint', textOf(tracing.endpoint)),
            ...optional('sample', numberOf(tracing.sample)),
          },
        }),
    defaults: layerOf(value.defaults, placeAt(at, 'defaults')),
    at,
  };
}

function readBroker(name: string, value: Json, at: Place): Broker {
  const type = brokerTypes.find((candidate) => candidate === value.type) ?? 'in-memory';
  const auth = readAuth(value.auth) ?? { type: 'none' };
  return {
    name,
    type,
    servers: textsOf(value.servers),
    auth,
    // Credentials never cross a plain wire unless somebody says so.
    tls: value.tls === true || (value.tls !== false && auth.type !== 'none'),
    own: byId(entriesOf(value).filter(([key]) => !['type', 'servers', 'auth', 'tls'].includes(key))),
    at,
  };
}

function inMemory(name: string, at: Place): Broker {
  return { name, type: 'in-memory', servers: [], auth: { type: 'none' }, tls: false, own: byId([]), at };
}

function readAuth(value: unknown): Auth | undefined {
  if (value === undefined) return undefined;
  const auth = mapOf(value);
  return {
    type: authTypes.find((candidate) => candidate === auth.type) ?? 'none',
    ...optional('secret', textOf(auth.secret)),
    ...optional(
      'mechanism',
      saslMechanisms.find((candidate) => candidate === auth.mechanism),
    ),
    ...(Array.isArray(auth.scopes) ? { scopes: textsOf(auth.scopes) } : {}),
  };
}

function readSecrets(value: Json): SecretStore {
  const type = value.type;
  return {
    type: type === 'file' || type === 'kubernetes' ? type : 'env',
    ...optional('path', textOf(value.path)),
    ...optional('prefix', textOf(value.prefix)),
  };
}
