import type { Broker } from '../../model/architecture.ts';
import { defaultMechanism } from '../../model/login-defaults.ts';
import { fileName } from '../../model/names.ts';
import { printHeader, printLineComment } from '../../print/header.ts';
import { printYaml } from '../../print/yaml.ts';
import type { KafkaLogin } from './kafka-login.ts';
import { kafkaRights } from './kafka-right.ts';
import type { KafkaTopic } from './kafka-topic.ts';

export interface StrimziOptions {
  /** Name of the `Kafka` resource. */
  readonly cluster: string;
  readonly namespace?: string;
  readonly apiVersion: 'v1' | 'v1beta2';
}

/** `KafkaTopic` resources (github.com/strimzi/strimzi-kafka-operator, packaging/install/cluster-operator/043). */
export function printStrimziTopics(
  topics: readonly KafkaTopic[],
  options: StrimziOptions,
  specPath: string,
): string {
  const taken = new Set<string>();
  const documents = topics.map(({ name, partitions, replication, config, carries }) => {
    const resource = uniqueName(name, taken);
    const comment =
      'topic' in carries ? `Topic ${carries.topic}.` : `Dead letters of ${carries.deadLettersOf.join(', ')}.`;
    const body = {
      apiVersion: `kafka.strimzi.io/${options.apiVersion}`,
      kind: 'KafkaTopic',
      metadata: metadataOf(resource, options),
      spec: {
        ...(resource === name ? {} : { topicName: name }),
        partitions,
        ...(replication === undefined ? {} : { replicas: replication }),
        config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, numberOrText(value)])),
      },
    };
    return printLineComment('yaml', comment) + printYaml(body);
  });
  return printHeader('yaml', specPath) + documents.join('---\n');
}

/** `KafkaUser` resources with the rights of each login; the operator makes their secrets. */
export function printStrimziUsers(
  logins: readonly KafkaLogin[],
  broker: Broker,
  options: StrimziOptions,
  specPath: string,
): string {
  const taken = new Set<string>();
  const authentication = authenticationOf(broker);
  const comment =
    authentication === undefined
      ? printLineComment(
          'yaml',
          `Rights alone: the operator makes logins of SCRAM-SHA-512 and certificates, none of ${broker.auth.mechanism}. Make those where the listener looks them up.`,
        )
      : '';
  const documents = logins.map((login) =>
    printYaml({
      apiVersion: `kafka.strimzi.io/${options.apiVersion}`,
      kind: 'KafkaUser',
      metadata: metadataOf(uniqueName(login.name, taken), options),
      spec: {
        ...(authentication === undefined ? {} : { authentication: { type: authentication } }),
        authorization: { type: 'simple', acls: aclsOf(login) },
      },
    }),
  );
  return printHeader('yaml', specPath) + comment + documents.join('---\n');
}

/**
 * What the operator makes the login of. Without it a `KafkaUser` has no login, and its rights are those of the name
 * that a user of SASL logs in with.
 */
function authenticationOf({ auth }: Broker): 'tls' | 'scram-sha-512' | undefined {
  if (auth.type === 'mtls') return 'tls';
  return (auth.mechanism ?? defaultMechanism) === 'SHA-512' ? 'scram-sha-512' : undefined;
}

function aclsOf(login: KafkaLogin): object[] {
  return kafkaRights([login]).map(({ type, name, operations }) => ({
    resource: { type, name, patternType: 'literal' },
    operations: [...operations],
    host: '*',
  }));
}

function metadataOf(name: string, { cluster, namespace }: StrimziOptions): object {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { 'strimzi.io/cluster': cluster },
  };
}

/** A name that Kubernetes takes; numbered where two names become one. */
function uniqueName(name: string, taken: Set<string>): string {
  const isLegal =
    name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
  const wanted = isLegal ? name : fileName(name).replace(/^_/, 'x').slice(0, 240);
  let unique = wanted;
  for (let count = 2; taken.has(unique); count++) unique = `${wanted}-${count}`;
  taken.add(unique);
  return unique;
}

function numberOrText(value: string): number | string {
  return /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
