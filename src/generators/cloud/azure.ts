import { type HclBlock, type HclValue, hclExpression } from '../../print/hcl.ts';
import type { CloudPlan } from './cloud-consumer.ts';
import { requireProvider } from './provider.ts';

const day = 86_400_000;

/**
 * Topics and subscriptions of Azure Service Bus: a subscription named by the group on each topic, as Dapr's component
 * looks them up. A message that nobody takes goes to the subscription's own dead letters.
 */
export function serviceBusBlocks({ broker, topics, consumers }: CloudPlan): HclBlock[] {
  const locals: { readonly [name: string]: HclValue } = {
    topics: Object.fromEntries(
      topics.map(({ name, retention }): [string, HclValue] => [
        name,
        { retention: retention === 'forever' ? hclExpression('null') : isoDuration(retention) },
      ]),
    ),
    subscriptions: Object.fromEntries(
      consumers.map(({ group, topic, sessions }): [string, HclValue] => [
        `${topic}/${group}`,
        { topic, name: group, sessions },
      ]),
    ),
  };
  return [
    ...requireProvider('azurerm', 'hashicorp/azurerm', '>= 4.0'),
    ...namespaceVariables(broker.own.namespace),
    namespaceOf('azurerm_servicebus_namespace'),
    { block: 'locals', body: { attributes: locals } },
    {
      block: 'resource',
      labels: ['azurerm_servicebus_topic', 'topic'],
      body: {
        attributes: {
          for_each: hclExpression('local.topics'),
          name: hclExpression('each.key'),
          namespace_id: hclExpression('data.azurerm_servicebus_namespace.namespace.id'),
          default_message_ttl: hclExpression('each.value.retention'),
        },
      },
    },
    {
      block: 'resource',
      labels: ['azurerm_servicebus_subscription', 'subscription'],
      body: {
        attributes: {
          for_each: hclExpression('local.subscriptions'),
          name: hclExpression('each.value.name'),
          topic_id: hclExpression('azurerm_servicebus_topic.topic[each.value.topic].id'),
          requires_session: hclExpression('each.value.sessions'),
          lock_duration: 'PT1M',
          // Most that there is: each delivery is all attempts of a sidecar.
          max_delivery_count: 2000,
          dead_lettering_on_message_expiration: true,
        },
      },
    },
  ];
}

/**
 * Hubs, consumer groups and the container of checkpoints of Azure Event Hubs, none of which Dapr's component makes.
 * @param container as the component is told
 */
export function eventHubsBlocks({ broker, topics, consumers }: CloudPlan, container: string): HclBlock[] {
  const { storage } = broker.own;
  const locals: { readonly [name: string]: HclValue } = {
    hubs: Object.fromEntries(
      topics.map(({ name, partitions, retention }): [string, HclValue] => [
        name,
        // The standard tier has seven days and 32 partitions at most.
        {
          partitions: Math.min(32, partitions),
          days: retention === 'forever' ? 7 : Math.min(7, Math.max(1, Math.ceil(retention / day))),
        },
      ]),
    ),
    groups: Object.fromEntries(
      consumers.map(({ group, topic }): [string, HclValue] => [
        `${topic}/${group}`,
        { hub: topic, name: group },
      ]),
    ),
  };
  return [
    ...requireProvider('azurerm', 'hashicorp/azurerm', '>= 4.0'),
    ...namespaceVariables(broker.own.namespace),
    ...(typeof storage === 'string'
      ? [variable('storage_account', 'Storage account of the checkpoints.', storage)]
      : []),
    namespaceOf('azurerm_eventhub_namespace'),
    { block: 'locals', body: { attributes: locals } },
    {
      block: 'resource',
      labels: ['azurerm_eventhub', 'hub'],
      body: {
        attributes: {
          for_each: hclExpression('local.hubs'),
          name: hclExpression('each.key'),
          namespace_id: hclExpression('data.azurerm_eventhub_namespace.namespace.id'),
          partition_count: hclExpression('each.value.partitions'),
          message_retention: hclExpression('each.value.days'),
        },
      },
    },
    {
      block: 'resource',
      labels: ['azurerm_eventhub_consumer_group', 'group'],
      body: {
        attributes: {
          for_each: hclExpression('local.groups'),
          name: hclExpression('each.value.name'),
          eventhub_name: hclExpression('azurerm_eventhub.hub[each.value.hub].name'),
          namespace_name: hclExpression('var.namespace'),
          resource_group_name: hclExpression('var.resource_group'),
        },
      },
    },
    ...(typeof storage === 'string' ? checkpointBlocks(container) : []),
  ];
}

function checkpointBlocks(container: string): HclBlock[] {
  return [
    {
      block: 'data',
      labels: ['azurerm_storage_account', 'checkpoints'],
      body: {
        attributes: {
          name: hclExpression('var.storage_account'),
          resource_group_name: hclExpression('var.resource_group'),
        },
      },
    },
    {
      block: 'resource',
      labels: ['azurerm_storage_container', 'checkpoints'],
      body: {
        attributes: {
          name: container,
          storage_account_id: hclExpression('data.azurerm_storage_account.checkpoints.id'),
          container_access_type: 'private',
        },
      },
    },
  ];
}

/** The namespace is there already: it has a price, a network and a key that a design knows nothing of. */
function namespaceVariables(namespace: unknown): HclBlock[] {
  const name = String(namespace).split('.')[0] ?? '';
  return [
    variable('resource_group', 'Resource group of the namespace.'),
    variable('namespace', 'Its name.', name),
  ];
}

function variable(name: string, description: string, value?: string): HclBlock {
  const type = hclExpression('string');
  return { block: 'variable', labels: [name], body: { attributes: { description, type, default: value } } };
}

function namespaceOf(type: string): HclBlock {
  return {
    block: 'data',
    labels: [type, 'namespace'],
    body: {
      attributes: {
        name: hclExpression('var.namespace'),
        resource_group_name: hclExpression('var.resource_group'),
      },
    },
  };
}

/** ISO 8601, as Azure says times: `P7D`, `PT90S`. */
function isoDuration(time: number): string {
  return time % day === 0 ? `P${time / day}D` : `PT${Math.ceil(time / 1000)}S`;
}
