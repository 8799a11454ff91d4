import type { Broker, Environment } from '../../model/architecture.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { protocolOf } from './protocol.ts';

/**
 * The servers of brokers, by key: one for each host of a broker in an environment. A broker in memory is nobody's to
 * connect to, and has none. Names of secrets stay out of contracts.
 */
export function serversOf(
  environments: readonly Environment[],
  brokers: ReadonlySet<string>,
): { readonly servers: LanguageMap; readonly keysOf: (broker: string) => readonly string[] } {
  const servers = new Map<string, LanguageMap>();
  const keys = new Map<string, string[]>();
  for (const environment of environments) {
    for (const broker of Object.values(environment.brokers)) {
      if (!brokers.has(broker.name) || broker.type === 'in-memory') continue;
      for (const [index, host] of hostsOf(broker).entries()) {
        const key = keyOf(environment.name, broker.name, index, servers);
        servers.set(key, serverOf(environment, broker, host));
        keys.set(broker.name, [...(keys.get(broker.name) ?? []), key]);
      }
    }
  }
  return { servers: Object.fromEntries(servers), keysOf: (broker) => keys.get(broker) ?? [] };
}

function keyOf(
  environment: string,
  broker: string,
  index: number,
  taken: ReadonlyMap<string, unknown>,
): string {
  const suffix = index === 0 ? '' : `.${index + 1}`;
  const key = `${environment}-${broker}${suffix}`;
  // `a-b` and `c` read like `a` and `b-c`: names have no dots, so this tells them apart.
  return taken.has(key) ? `${environment}.${broker}${suffix}` : key;
}

/** Cloud services have no server list: the endpoint that their region, project or namespace has. */
function hostsOf({ type, servers, own }: Broker): readonly string[] {
  if (servers.length > 0) return servers;
  switch (type) {
    case 'aws-sns-sqs':
      return [
        typeof own.endpoint === 'string' ? withoutScheme(own.endpoint) : `sns.${own.region}.amazonaws.com`,
      ];
    case 'gcp-pubsub':
      return ['pubsub.googleapis.com'];
    default:
      return [typeof own.namespace === 'string' ? own.namespace : 'localhost'];
  }
}

function withoutScheme(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
}

function serverOf(environment: Environment, broker: Broker, host: string): LanguageMap {
  const { registry } = environment;
  const { type, own, auth, tls } = broker;
  const vhost = type === 'rabbitmq' && typeof own.vhost === 'string' ? own.vhost : undefined;
  const version = type === 'kafka' && typeof own.version === 'string' ? own.version : undefined;
  const security = auth.type === 'password' ? 'userPassword' : auth.type === 'mtls' ? 'X509' : undefined;
  const bindings = mapOfDefined([
    [
      'kafka',
      type === 'kafka' && registry !== undefined
        ? { schemaRegistryUrl: registry.url, schemaRegistryVendor: 'confluent', bindingVersion: '0.5.0' }
        : undefined,
    ],
    [
      'pulsar',
      type === 'pulsar'
        ? { tenant: typeof own.tenant === 'string' ? own.tenant : 'public', bindingVersion: '0.1.0' }
        : undefined,
    ],
  ]);
  return mapOfDefined([
    ['host', host],
    ['pathname', vhost === undefined ? undefined : `/${vhost.replace(/^\//, '')}`],
    ['protocol', protocolOf(type, tls)],
    ['protocolVersion', version],
    ['description', environment.description],
    ['security', security === undefined ? undefined : [{ type: security }]],
    ['bindings', unlessEmpty(bindings)],
    ['x-eda', { environment: environment.name, broker: broker.name, type, ...own }],
  ]);
}
