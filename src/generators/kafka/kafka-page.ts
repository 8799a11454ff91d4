import type { Broker, Environment } from '../../model/architecture.ts';
import { printHeader } from '../../print/header.ts';
import { printMarkdown, printMarkdownCode } from '../../print/markdown.ts';
import { printTable } from '../docs/markdown-table.ts';
import type { Assets } from '../generator.ts';
import { hasAcls, type KafkaGroup, type KafkaLogin, loginsWithAcls } from './kafka-login.ts';
import type { KafkaTopic } from './kafka-topic.ts';

/** What is generated for one cluster; which ways of applying it there are. */
export interface KafkaPage {
  readonly environment: Environment;
  readonly broker: Broker;
  readonly topics: readonly KafkaTopic[];
  readonly logins: readonly KafkaLogin[];
  readonly groups: readonly KafkaGroup[];
  readonly ways: readonly KafkaWay[];
  readonly toPrincipal: (login: string) => string;
}

export type KafkaWay = 'script' | 'strimzi' | 'terraform';

/** The page beside the files: what there is, who may do what, and how groups are set back. */
export function printKafkaPage(page: KafkaPage, assets: Assets, specPath: string): string {
  const { environment, broker, topics, logins, groups, ways, toPrincipal } = page;
  const server = broker.servers.join(',');
  const ofEvents = new Set(topics.filter(({ carries }) => 'topic' in carries).map(({ name }) => name));
  const example = groups.find((each) => each.topics.some((name) => ofEvents.has(name)));
  const group = shellText(example?.name ?? '<group>');
  const topic = shellText(example?.topics.find((name) => ofEvents.has(name)) ?? '<topic>');
  return assets.render('templates/kafka/README.md.hbs', {
    header: printHeader('md', specPath).trimEnd(),
    environment: printMarkdown(environment.name),
    environmentArgument: environment.name,
    broker: printMarkdown(broker.name),
    ways: describeWays(ways, loginsWithAcls(logins, broker).length > 0),
    topics: topicTable(topics),
    rights: rightTable(logins, broker, toPrincipal),
    groups:
      printTable(
        ['group', 'service', 'takes', 'a new one starts at'],
        groups.map(({ name, service, topics: taken, startAt }) => [
          printMarkdownCode(name),
          printMarkdown(service),
          codes(taken),
          startAt === 'earliest' ? 'the oldest event' : 'the next event',
        ]),
      ) || 'Nobody takes anything.',
    describe: `kafka-consumer-groups.sh --bootstrap-server ${shellText(server)} --describe --group ${group}`,
    reset: [
      '# everything that the topic still has',
      resetCommand(server, group, topic, '--to-earliest'),
      '# what came since a moment (UTC)',
      resetCommand(server, group, topic, '--to-datetime 2026-01-31T00:00:00.000'),
      '# nothing of what waits',
      resetCommand(server, group, topic, '--to-latest'),
    ].join('\n'),
  });
}

function describeWays(ways: readonly KafkaWay[], withAcls: boolean): string {
  const scripts = withAcls ? '`apply-topics.sh` and `apply-acls.sh`' : '`apply-topics.sh`';
  const known: { readonly [way in KafkaWay]: string } = {
    script: `- ${scripts} with the tools of Apache Kafka: \`KAFKA_BOOTSTRAP=… KAFKA_CLIENT_CONFIG=… sh apply-topics.sh\``,
    strimzi: '- `strimzi/` with the Strimzi operator on Kubernetes: `kubectl apply -f strimzi/`',
    terraform: '- `terraform/`, a module for Terraform or OpenTofu with the provider `Mongey/kafka`',
  };
  const what = withAcls ? 'Topics and ACLs' : 'The topics';
  const lead =
    ways.length > 1
      ? `${what} can be made in several ways; choose one, for all of them:`
      : `${what} are made by:`;
  return [lead, '', ...ways.map((way) => known[way])].join('\n');
}

function topicTable(topics: readonly KafkaTopic[]): string {
  return printTable(
    ['topic', 'carries', 'partitions', 'copies', 'configuration'],
    topics.map(({ name, carries, partitions, replication, config }) => [
      printMarkdownCode(name),
      'topic' in carries
        ? printMarkdown(carries.topic)
        : `dead letters of ${carries.deadLettersOf.map(printMarkdown).join(', ')}`,
      String(partitions),
      replication === undefined ? "the cluster's default" : String(replication),
      Object.entries(config)
        .map(([key, value]) => printMarkdownCode(`${key}=${value}`))
        .join(' '),
    ]),
  );
}

function rightTable(
  logins: readonly KafkaLogin[],
  broker: Broker,
  toPrincipal: (login: string) => string,
): string {
  if (!hasAcls(broker)) {
    return broker.auth.type === 'none'
      ? 'Nobody logs in, so the cluster cannot tell services apart: everybody may do everything.'
      : `With the login ${broker.auth.type} rights are given where the identities are kept, not by ACLs.`;
  }
  return printTable(
    ['login', 'principal', 'writes', 'reads', 'groups'],
    logins.map(({ name, writes, reads, groups, anyGroup }) => [
      printMarkdownCode(name),
      printMarkdownCode(toPrincipal(name)),
      codes(writes),
      codes(reads),
      anyGroup ? 'any: some replicas have a group of their own' : codes(groups),
    ]),
  );
}

function codes(names: readonly string[]): string {
  return names.map(printMarkdownCode).join(' ');
}

function resetCommand(server: string, group: string, topic: string, to: string): string {
  return `kafka-consumer-groups.sh --bootstrap-server ${shellText(server)} --group ${group} --topic ${topic} --reset-offsets ${to} --dry-run`;
}

/** A text as one word of a POSIX shell. */
function shellText(text: string): string {
  return /^[\w.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`).replace(/\s+/g, ' ')}'`;
}
