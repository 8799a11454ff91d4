import type { Architecture, Broker, Environment, SecretStore, Service } from '../../model/architecture.ts';
import { databaseName, snakeCase, wordsOf } from '../../model/names.ts';
import { resolveService, resolveTopic } from '../../model/settings.ts';
import { carriedTopics } from '../dapr/carried-topic.ts';

/** A service whose outbox Kafka Connect empties in an environment, and what a connector needs to know of it. */
export interface ConnectService {
  readonly service: Service;
  readonly broker: Broker;
  readonly database: DatabaseAccess;
  /** Topics of its publications, as Kafka has them. */
  readonly topics: readonly string[];
}

/** Texts of a configuration; a login is a reference that Connect's providers fill in. */
export interface DatabaseAccess {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly password: string;
  readonly name: string;
}

/** Services with `outbox: connect`, once for each Kafka broker that they publish to. */
export function connectServices(
  architecture: Architecture,
  environment: Environment,
): readonly ConnectService[] {
  return Object.values(environment.brokers)
    .filter(({ type }) => type === 'kafka')
    .flatMap((broker) => {
      const carried = carriedTopics(architecture, environment, broker, () => {});
      return Object.values(architecture.services).flatMap((service): ConnectService[] => {
        if (service.external) return [];
        const { outbox, database, language } = resolveService(architecture, service, environment.name).values;
        if (outbox !== 'connect' || database !== 'postgres' || language === 'none') return [];
        const topics = service.publications.flatMap(
          ({ event }) => carried.get(architecture.events[event]?.topic ?? '')?.addresses ?? [],
        );
        if (topics.length === 0) return [];
        return [
          {
            service,
            broker,
            database: databaseOf(environment, service),
            topics: [...new Set(topics)].sort(),
          },
        ];
      });
    });
}

/** Services whose outbox nobody empties in an environment: it says `connect`, and their topics are not on Kafka. */
export function strandedServices(architecture: Architecture, environment: Environment): readonly Service[] {
  return Object.values(architecture.services).filter((service) => {
    const { outbox, database, language } = resolveService(architecture, service, environment.name).values;
    if (service.external || outbox !== 'connect' || database !== 'postgres' || language === 'none')
      return false;
    return service.publications.some(({ event }) => {
      const topic = architecture.topics[architecture.events[event]?.topic ?? ''];
      if (topic === undefined) return false;
      const { broker } = resolveTopic(architecture, topic, environment.name).values;
      return environment.brokers[broker]?.type !== 'kafka';
    });
  });
}

function databaseOf({ database, secrets }: Environment, { name }: Service): DatabaseAccess {
  const [, host = '', port = '5432'] = /^(.*?)(?::(\d+))?$/.exec(database?.server ?? '') ?? [];
  const secret = database?.auth?.secret ?? `${name}-database`;
  return {
    host: host === '' ? reference(secrets, secret, 'host') : host,
    port,
    user: reference(secrets, secret, 'username'),
    password: reference(secrets, secret, 'password'),
    name: databaseName(name),
  };
}

/**
 * How a connector's configuration names a key of a secret: a variable of Connect's environment, or on Kubernetes a file
 * of the mounted secret (`EnvVarConfigProvider`, `DirectoryConfigProvider` of Apache Kafka).
 */
function reference({ type }: SecretStore, secret: string, key: string): string {
  if (type === 'kubernetes') return `\${dir:/opt/secrets/${secret}:${key}}`;
  const variable = [...wordsOf(secret), ...wordsOf(key)].map((word) => word.toUpperCase()).join('_');
  return `\${env:${variable}}`;
}

/** Name of the replication slot: unique on the server, at most 63 lower-case letters, digits and underscores. */
export function slotName({ service }: ConnectService): string {
  return `eda_${snakeCase(service.name)}`.slice(0, 63);
}

/** Name of the publication, which belongs to a database. */
export const publicationName = 'eda_outbox';
