import type { Broker } from '../../model/architecture.ts';
import { type HclBlock, type HclValue, hclExpression, printHcl } from '../../print/hcl.ts';
import { printHeader } from '../../print/header.ts';
import { type KafkaLogin, loginsWithAcls } from './kafka-login.ts';
import { type KafkaRight, kafkaRights } from './kafka-right.ts';
import type { KafkaTopic } from './kafka-topic.ts';

/**
 * Topics and ACLs for the provider `Mongey/kafka`, whose login and servers are its user's to configure
 * (registry.terraform.io/providers/Mongey/kafka: `kafka_topic`, `kafka_acl`).
 */
export function printKafkaTerraform(
  topics: readonly KafkaTopic[],
  logins: readonly KafkaLogin[],
  broker: Broker,
  toPrincipal: (login: string) => string,
  specPath: string,
): string {
  const granted = loginsWithAcls(logins, broker);
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
    ...variablesOf(topics, granted, toPrincipal),
    { block: 'locals', body: { attributes: localsOf(topics, granted) } },
    topicResource(topics),
    ...(granted.length > 0 ? [aclResource] : []),
  ];
  return printHeader('yaml', specPath) + printHcl(blocks);
}

function variablesOf(
  topics: readonly KafkaTopic[],
  logins: readonly KafkaLogin[],
  toPrincipal: (login: string) => string,
): HclBlock[] {
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
        default: Object.fromEntries(logins.map(({ name }) => [name, toPrincipal(name)])),
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
    ...(logins.length === 0 ? {} : { rights: Object.fromEntries(kafkaRights(logins).flatMap(rightEntries)) }),
  };
}

/** Each right under a key of its own: a right that goes takes no other with it. */
function rightEntries({ login, type, name, operations }: KafkaRight): [string, HclValue][] {
  const resource = type === 'topic' ? 'Topic' : 'Group';
  return operations.map((operation) => [
    `${login} ${operation} ${resource} ${name}`,
    { login, type: resource, name, operation },
  ]);
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
