import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentsFolder } from '../daprd/find-daprd.ts';
import { findFreePort } from '../ports.ts';
import { findKafkaHome } from './broker-programs.ts';
import type { Component, ComponentOptions } from './component.ts';
import { isListening, runProgram } from './run-program.ts';

/** A Kafka cluster in KRaft mode. */
export interface KafkaCluster extends Component {
  /** Each node by itself, for attacks. */
  readonly nodes: readonly Component[];
}

export interface KafkaOptions extends Omit<ComponentOptions, 'port'> {
  /** Brokers, each a controller too. Default 1; 3 survive the loss of one. */
  readonly size?: number;
  /** Clients log in (SCRAM-SHA-512, unencrypted), and may do what ACLs say: nothing at first. */
  readonly logins?: KafkaLogins;
  /** More of its `server.properties`; what is set here wins. Asked for once the ports of a node are known. */
  readonly settings?: (ports: KafkaPorts) => Readonly<Record<string, string>>;
  /** More options of the Java machine. */
  readonly java?: readonly string[];
}

/** Ports of a node on the loopback. */
export interface KafkaPorts {
  readonly client: number;
  readonly controller: number;
}

/** Passwords by name, without quotes or commas. */
export interface KafkaLogins {
  /** May do everything; nodes log in so as well. */
  readonly admin: readonly [name: string, password: string];
  readonly others: { readonly [name: string]: string };
}

/** Any cluster of ours: it holds nothing that another could read. */
const clusterId = 'ZWRhLWNvbXBvbmVudHM';
/** How clients prove who they are: what Dapr's component is told as well. */
const scram = 'SCRAM-SHA-512';
/** Hashes of passwords that nodes keep. */
const scrams = [scram, 'SCRAM-SHA-256'];

/**
 * Starts Kafka as `npm run components` keeps it in the user's cache. Topics are made when they are first used, with
 * four partitions and a copy on each of three nodes, of which two must have a message before it is accepted.
 */
export async function startKafka({
  folder,
  guard,
  size = 1,
  logins,
  settings = () => ({}),
  java: options = [],
}: KafkaOptions): Promise<KafkaCluster> {
  const home = findKafka();
  const ports = await Promise.all(
    Array.from({ length: size }, async () => ({
      client: await findFreePort(),
      controller: await findFreePort(),
    })),
  );
  const voters = ports.map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`).join(',');
  const address = ports.map(({ client }) => `127.0.0.1:${client}`).join(',');
  const java = [...options, ...javaOptions(home)];
  const starts = ports.map(async ({ client, controller }, index) => {
    const own = size === 1 ? folder : join(folder, String(index + 1));
    mkdirSync(own, { recursive: true });
    const properties = join(own, 'server.properties');
    writeFileSync(
      properties,
      describeNode({
        ...{ id: index + 1, client, controller, voters, size, data: join(own, 'data'), logins },
        more: settings({ client, controller }),
      }),
      { mode: 0o600 },
    );
    formatOnce(java, properties, own, logins);
    return runProgram({
      name: size === 1 ? 'kafka' : `kafka-${index + 1}`,
      address: `127.0.0.1:${client}`,
      folder: own,
      guard,
      command: 'java',
      args: ['-Xms64m', '-Xmx256m', '-Xss512k', ...java, 'kafka.Kafka', properties],
      ready: () => isListening(client),
    });
  });
  const settled = await Promise.allSettled(starts);
  const nodes = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(nodes.map((node) => node.stop()));
    throw failed.reason;
  }
  return {
    name: 'kafka',
    address,
    nodes,
    pid: () => nodes[0]?.pid(),
    signal: (signal) => {
      for (const node of nodes) node.signal(signal);
    },
    start: async () => void (await Promise.all(nodes.map((node) => node.start()))),
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  };
}

function findKafka(): string {
  const home = findKafkaHome(process.env);
  if (home === undefined) throw new Error(`there is no Kafka in ${componentsFolder(process.env)}`);
  return home;
}

/**
 * The class path, and settings that halve the start: the quick compiler alone, and classes shared from an archive that
 * the installation made.
 */
function javaOptions(home: string): readonly string[] {
  const libs = join(home, 'libs');
  const classes = readdirSync(libs)
    .sort()
    .map((jar) => join(libs, jar))
    .join(':');
  const archive = join(home, 'classes.jsa');
  const logging = join(home, 'log4j2.properties');
  return [
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto'] : []),
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
    ...(existsSync(logging) ? [`-Dlog4j2.configurationFile=${logging}`] : []),
    '-cp',
    classes,
  ];
}

interface Node extends KafkaPorts {
  readonly id: number;
  readonly voters: string;
  readonly size: number;
  readonly data: string;
  readonly logins: KafkaLogins | undefined;
  readonly more: Readonly<Record<string, string>>;
}

function describeNode({ id, client, controller, voters, size, data, logins, more }: Node): string {
  const copies = Math.min(size, 3);
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': id,
    listeners: `CLIENT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${client}`,
    'inter.broker.listener.name': 'CLIENT',
    'listener.security.protocol.map': `CLIENT:${logins === undefined ? '' : 'SASL_'}PLAINTEXT,CONTROLLER:PLAINTEXT`,
    ...(logins === undefined ? {} : describeLogins(logins)),
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': voters,
    'log.dirs': data,
    'num.partitions': 4,
    'default.replication.factor': copies,
    'min.insync.replicas': Math.min(copies, 2),
    'auto.create.topics.enable': true,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    'controller.quorum.election.timeout.ms': 1000,
    'controller.quorum.fetch.timeout.ms': 2000,
    'broker.session.timeout.ms': 6000,
    'broker.heartbeat.interval.ms': 1000,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'num.network.threads': 2,
    'num.io.threads': 2,
    ...more,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Controllers talk among themselves without a login, on a port that only they use. */
function describeLogins({ admin: [name, password] }: KafkaLogins): Readonly<Record<string, string>> {
  const module = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  return {
    'sasl.enabled.mechanisms': scram,
    'sasl.mechanism.inter.broker.protocol': scram,
    [`listener.name.client.${scram.toLowerCase()}.sasl.jaas.config`]: `${module} required username="${name}" password="${password}";`,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${name};User:ANONYMOUS`,
  };
}

/** Formats a node's folder, once. */
function formatOnce(
  java: readonly string[],
  properties: string,
  own: string,
  logins: KafkaLogins | undefined,
): void {
  const data = join(own, 'data');
  if (existsSync(join(data, 'meta.properties'))) return;
  rmSync(data, { recursive: true, force: true });
  const users = logins === undefined ? [] : [logins.admin, ...Object.entries(logins.others)];
  const format = [
    ...['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties],
    ...users.flatMap(([name, password]) =>
      scrams.flatMap((hash) => ['--add-scram', `${hash}=[name=${name},password=${password}]`]),
    ),
  ];
  const { status, stdout, stderr, error } = spawnSync('java', [...java, ...format], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`Kafka's folder can't be prepared: ${error?.message ?? `${stdout}${stderr}`}`);
}

/** What Java needs to run a program of Kafka's: the class path, and settings for a quick start. */
export function kafkaJava(): readonly string[] {
  return javaOptions(findKafka());
}

/** Writes the stock tools of Kafka, as its distribution calls them, into a folder; gives the folder. */
export function writeKafkaTools(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const java = kafkaJava().map((option) => `'${option}'`);
  const tools = {
    'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
    'kafka-configs.sh': 'kafka.admin.ConfigCommand',
    'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
    'kafka-consumer-groups.sh': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  };
  for (const [name, main] of Object.entries(tools)) {
    const script = `#!/bin/sh\nexec java -Xmx128m ${java.join(' ')} ${main} "$@"\n`;
    writeFileSync(join(folder, name), script, { mode: 0o755 });
  }
  return folder;
}
