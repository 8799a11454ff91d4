import type { Broker } from '../../model/architecture.ts';
import { type HclBlock, type HclValue, hclExpression, printHcl } from '../../print/hcl.ts';
import { printHeader } from '../../print/header.ts';
import { hasAcls, type KafkaLogin } from './kafka-login.ts';
import type { KafkaTopic } from './kafka-topic.ts';

/**
 * Topics and ACLs for the provider `Mongey/kafka`, whose login and servers are its user's to configure
 * (registry.terraform.io/providers/Mongey/kafka: `kafka_topic`, `kafka_acl`).
 */
export function printKafkaTerraform(
  topics: readonly KafkaTopic[],
  logins: readonly KafkaLogin[],
  broker: Broker,
  specPath: string,
): string {
  const withAcls = hasAcls(broker) && logins.length > 0;
  const blocks: HclBlock[] = [
    {
      block: 'terraform',
      body: {
        blocks: [
          {
            block: 'required_providers',
            body: { attributes: { kafka: { source: 'Mongey/kafka', version: '>= 0.7.0' } } },
          },
        ],
      },
    },
    ...variablesOf(topics, withAcls ? logins : []),
    { block: 'locals', body: { attributes: localsOf(topics, withAcls ? logins : []) } },
    topicResource(topics),
    ...(withAcls ? [aclResource] : []),
  ];
  return printHeader('yaml', specPath) + printHcl(blocks);
}

function variablesOf(topics: readonly KafkaTopic[], logins: readonly KafkaLogin[]): HclBlock[] {
  const replication: HclBlock = {
    block: 'variable',
    labels: ['replication'],
    body: {
      attributes: {
        description:
          'Copies of each partition: the design says nothing of it (environments.<name>.brokers.<name>.replication).',
        type: hclExpression('number'),
      },
    },
  };
  const principals: HclBlock = {
    block: 'variable',
    labels: ['principals'],
    body: {
      attributes: {
        description: 'How the cluster calls each login.',
        type: hclExpression('map(string)'),
        default: Object.fromEntries(logins.map(({ name }) => [name, `User:${name}`])),
      },
    },
  };
  return [
    ...(topics.some((topic) => topic.replication === undefined) ? [replication] : []),
    ...(logins.length > 0 ? [principals] : []),
  ];
}

function localsOf(
  topics: readonly KafkaTopic[],
  logins: readonly KafkaLogin[],
): { readonly [name: string]: HclValue } {
  const described = topics.map(({ name, partitions, config }): [string, HclValue] => [
    name,
    { partitions, config },
  ]);
  return {
    topics: Object.fromEntries(described),
    ...(logins.length === 0 ? {} : { rights: Object.fromEntries(logins.flatMap(rightsOf)) }),
  };
}

/** Each right under a key of its own: a right that goes takes no other with it. */
function rightsOf({ name: login, writes, reads, groups, anyGroup }: KafkaLogin): [string, HclValue][] {
  const right = (type: 'Topic' | 'Group', name: string, operation: string): [string, HclValue] => [
    `${login} ${operation} ${type} ${name}`,
    { login, type, name, operation },
  ];
  const [written, read] = [new Set(writes), new Set(reads)];
  return [
    ...[...new Set([...writes, ...reads])]
      .sort()
      .flatMap((name) => [
        ...(read.has(name) ? [right('Topic', name, 'Read')] : []),
        ...(written.has(name) ? [right('Topic', name, 'Write')] : []),
        right('Topic', name, 'Describe'),
      ]),
    ...(reads.length === 0 ? [] : anyGroup ? ['*'] : groups).map((name) => right('Group', name, 'Read')),
  ];
}

function topicResource(topics: readonly KafkaTopic[]): HclBlock {
  const copies = topics.find((topic) => topic.replication !== undefined)?.replication;
  return {
    block: 'resource',
    labels: ['kafka_topic', 'topic'],
    body: {
      attributes: {
        for_each: hclExpression('local.topics'),
        name: hclExpression('each.key'),
        partitions: hclExpression('each.value.partitions'),
        replication_factor: copies ?? hclExpression('var.replication'),
        config: hclExpression('each.value.config'),
      },
      blocks: [
        {
          block: 'lifecycle',
          comment: 'A topic that left the design keeps its messages until somebody takes this away.',
          body: { attributes: { prevent_destroy: true } },
        },
      ],
    },
  };
}

const aclResource: HclBlock = {
  block: 'resource',
  labels: ['kafka_acl', 'right'],
  body: {
    attributes: {
      for_each: hclExpression('local.rights'),
      resource_name: hclExpression('each.value.name'),
      resource_type: hclExpression('each.value.type'),
      acl_principal: hclExpression('var.principals[each.value.login]'),
      acl_host: '*',
      acl_operation: hclExpression('each.value.operation'),
      acl_permission_type: 'Allow',
    },
  },
};
