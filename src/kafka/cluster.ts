import type { Admin, KafkaConfig, SASLOptions } from 'kafkajs';
import type { KafkaTopic } from '../generators/kafka/kafka-topic.ts';
import type { RightStep, WantedRight } from './compare-rights.ts';
import type { LiveTopic, TopicStep } from './compare-topics.ts';
import { addRights, type LiveRight, readRights, removeRights } from './live-right.ts';

/** The package, which whoever asks a cluster brings along. */
export type KafkaModule = typeof import('kafkajs');

/** A live cluster. What it refuses, and that it does not answer, is thrown as `ClusterError`. */
export interface Cluster {
  /** Its topics by name; details of those that are asked for, and nothing of what Kafka keeps for itself. */
  topics(names: ReadonlySet<string>): Promise<ReadonlyMap<string, LiveTopic>>;
  /** Who may do what, or undefined where the cluster checks nothing. */
  rights(): Promise<readonly LiveRight[] | undefined>;
  carryOut(step: TopicStep): Promise<void>;
  carryOutRight(step: RightStep): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterLogin {
  readonly sasl?: SASLOptions;
  /** True, or the PEM texts that hold. */
  readonly tls: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** What a cluster said to a question, in a sentence without a full stop. */
export interface ClusterError {
  readonly clusterError: string;
  /** `untrusted`: the cluster's certificate, by this side. */
  readonly kind: 'login' | 'untrusted' | 'unreachable' | 'forbidden' | 'refused';
}

/** Longest wait for a connection and for one answer, in ms. */
const patience = { connection: 5_000, answer: 30_000 };

/** Resource types of Kafka's protocol. */
const topicResource = 2;
/** Where a configuration's value comes from: set for the topic itself. */
const setForTopic = 1;

/** Connects to a cluster. Rejects with a `ClusterError`. */
export async function openCluster(
  module: KafkaModule,
  servers: readonly string[],
  login: ClusterLogin,
): Promise<Cluster> {
  const admin = new module.Kafka(clusterConfig(module, servers, login)).admin();
  const asking = <T>(ask: () => Promise<T>): Promise<T> =>
    ask().catch((error: unknown) => {
      throw toClusterError(error, servers, login);
    });
  await asking(() => admin.connect());
  return {
    topics: (names) => asking(() => readTopics(admin, names)),
    rights: () => asking(() => readRights(admin)),
    carryOut: (step) => asking(() => carryOut(admin, step)),
    carryOutRight: (step) =>
      asking(() =>
        step.do === 'grant' ? addRights(admin, liveRightsOf(step.right)) : removeRights(admin, [step.right]),
      ),
    close: () => admin.disconnect().catch(() => {}),
  };
}

/** How a cluster is spoken to. */
export function clusterConfig(
  { logLevel }: KafkaModule,
  servers: readonly string[],
  { sasl, tls }: ClusterLogin,
): KafkaConfig {
  return {
    clientId: 'eda',
    brokers: [...servers],
    ssl: tls,
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: patience.connection,
    authenticationTimeout: patience.connection,
    requestTimeout: patience.answer,
    // One that just started has no controller for a moment.
    retry: { retries: 4, initialRetryTime: 200 },
    logLevel: logLevel.NOTHING,
  };
}

async function readTopics(admin: Admin, asked: ReadonlySet<string>): Promise<ReadonlyMap<string, LiveTopic>> {
  const all = (await admin.listTopics()).filter((name) => !name.startsWith('__')).sort();
  const there = all.filter((name) => asked.has(name));
  const live = new Map<string, LiveTopic>(
    all.map((name) => [name, { name, partitions: 0, replication: 0, config: {}, ownConfig: {} }]),
  );
  if (there.length === 0) return live;
  const [{ topics }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: there }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: there.map((name) => ({ type: topicResource, name })),
    }),
  ]);
  for (const { name, partitions } of topics) {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const values = (of: typeof entries) =>
      Object.fromEntries(of.map(({ configName, configValue }) => [configName, configValue]));
    live.set(name, {
      name,
      partitions: partitions.length,
      replication: partitions[0]?.replicas.length ?? 0,
      config: values(entries),
      ownConfig: values(entries.filter((entry) => Number(entry.configSource) === setForTopic)),
    });
  }
  return live;
}

async function carryOut(admin: Admin, step: TopicStep): Promise<void> {
  switch (step.do) {
    case 'create': {
      const { name, partitions, replication, config } = step.topic;
      await admin.createTopics({
        waitForLeaders: true,
        topics: [
          {
            topic: name,
            numPartitions: partitions,
            // The cluster's own default.
            replicationFactor: replication ?? -1,
            configEntries: entriesOf(config),
          },
        ],
      });
      return;
    }
    case 'add-partitions':
      await admin.createPartitions({
        topicPartitions: [{ topic: step.topic.name, count: step.topic.partitions }],
      });
      return;
    case 'set-config': {
      const { name, config } = step.topic;
      const live = (await readTopics(admin, new Set([name]))).get(name);
      await admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: topicResource,
            name,
            // The request replaces all that was set for the topic: what others set has to be in it.
            configEntries: entriesOf({ ...live?.ownConfig, ...config }),
          },
        ],
      });
      return;
    }
    case 'delete':
      await admin.deleteTopics({ topics: [step.name], timeout: patience.answer });
      return;
  }
}

/** A right as it is said to a cluster: an ACL for each operation, from every host. */
function liveRightsOf({ principal, type, name, operations }: WantedRight): LiveRight[] {
  return operations.map((operation) => ({
    ...{ principal, type, name, operation },
    ...({ pattern: 'literal', permission: 'allow', host: '*' } as const),
  }));
}

function entriesOf(config: KafkaTopic['config']): { name: string; value: string }[] {
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}

/** kafkajs puts the errors of several topics into one, and the cause of a retry behind it. */
export function toClusterError(
  error: unknown,
  servers: readonly string[],
  login: ClusterLogin,
): ClusterError {
  const errors = chainOf(error);
  const last = errors.at(-1) as (Error & { readonly type?: unknown; readonly code?: unknown }) | undefined;
  const message = (last?.message ?? String(error)).replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, 300);
  const names = errors.map(({ name }) => name).join(' ');
  const code = String(last?.code ?? '');
  const said = (kind: ClusterError['kind'], words: string): ClusterError => ({
    kind,
    clusterError: `${servers.join(', ')}${words}`,
  });
  if (last?.type === 'CLUSTER_AUTHORIZATION_FAILED')
    return { kind: 'forbidden', clusterError: 'the login may neither see nor change who may do what' };
  if (/SASL|Authentication/i.test(names)) return said('login', `: the login is refused: ${message}`);
  // kafkajs takes the challenge that answers a wrong token (RFC 7628, section 3.2.2) for a welcome, and then finds nobody there.
  if (login.sasl?.mechanism === 'oauthbearer' && last?.name === 'KafkaJSBrokerNotFound')
    return said('login', ': the token is refused');
  const alert = /^ERR_SSL_\w*?ALERT_(\w*(?:CERTIFICATE|UNKNOWN_CA)\w*)$/.exec(code)?.[1];
  if (alert !== undefined)
    return said('login', `: the certificate is refused: ${alert.toLowerCase().replaceAll('_', ' ')}`);
  if (distrusts.has(code))
    return said(
      'untrusted',
      ` has a certificate that is not trusted: ${message.replace(/^Connection error: /, '')}`,
    );
  if (/Connection|BrokerNotFound|Timeout|NumberOfRetries/i.test(names) && !/Protocol/.test(names))
    return said('unreachable', ` does not answer: ${message}`);
  return { kind: 'refused', clusterError: message };
}

/** What Node calls it where nobody that it trusts signed a certificate, or it is another server's, or of another time. */
const distrusts: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function chainOf(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const { errors } = error as { readonly errors?: unknown };
  const inner = Array.isArray(errors) ? errors[0] : error.cause;
  return [error, ...(inner === error ? [] : chainOf(inner))];
}

/** Whether something that was thrown is what a cluster said. */
export function isClusterError(error: unknown): error is ClusterError {
  return typeof error === 'object' && error !== null && 'clusterError' in error;
}
