import { type HclBlock, type HclValue, hclExpression } from '../../print/hcl.ts';
import type { CloudPlan } from './cloud-consumer.ts';
import { requireProvider } from './provider.ts';

/** Google keeps messages of a topic for 10 minutes to 31 days, in seconds. */
const kept = { least: 600, most: 31 * 86_400 };
/** Most that a dead-letter policy can say: the last resort, not a retry. */
const mostDeliveries = 100;

/**
 * Topics and subscriptions of Google Pub/Sub: `<group>-<topic>`, as Dapr's component looks them up (pubsub/gcp/pubsub).
 * Its messages have no attributes, so nothing can be filtered before it is delivered.
 */
export function googleBlocks({ broker, topics, consumers }: CloudPlan, ordered: boolean): HclBlock[] {
  const locals: { readonly [name: string]: HclValue } = {
    topics: Object.fromEntries(
      topics.map(({ name, retention }): [string, HclValue] => {
        const seconds = retention === 'forever' ? kept.most : Math.ceil(retention / 1000);
        return [name, { retention: `${Math.min(kept.most, Math.max(kept.least, seconds))}s` }];
      }),
    ),
    subscriptions: Object.fromEntries(
      consumers.map(({ group, topic }): [string, HclValue] => [`${group}-${topic}`, { topic }]),
    ),
    mover: hclExpression(
      'format("serviceAccount:service-%s@gcp-sa-pubsub.iam.gserviceaccount.com", data.google_project.project.number)',
    ),
  };
  const project = String(broker.own.project);
  const mover = hclExpression('local.mover');
  return [
    ...requireProvider('google', 'hashicorp/google', '>= 5.0'),
    { block: 'locals', body: { attributes: locals } },
    { block: 'data', labels: ['google_project', 'project'], body: { attributes: { project_id: project } } },
    {
      block: 'resource',
      labels: ['google_pubsub_topic', 'topic'],
      body: {
        attributes: {
          for_each: hclExpression('local.topics'),
          project,
          name: hclExpression('each.key'),
          message_retention_duration: hclExpression('each.value.retention'),
        },
      },
    },
    {
      block: 'resource',
      comment: 'What was delivered a hundred times and never taken: nothing of the design retries as often.',
      labels: ['google_pubsub_topic', 'refused'],
      body: { attributes: { project, name: `${broker.name}-refused` } },
    },
    {
      block: 'resource',
      labels: ['google_pubsub_subscription', 'refused'],
      body: {
        attributes: {
          project,
          name: `${broker.name}-refused`,
          topic: hclExpression('google_pubsub_topic.refused.id'),
          message_retention_duration: `${kept.most}s`,
        },
        blocks: [{ block: 'expiration_policy', body: { attributes: { ttl: '' } } }],
      },
    },
    {
      block: 'resource',
      labels: ['google_pubsub_subscription', 'subscription'],
      body: {
        attributes: {
          for_each: hclExpression('local.subscriptions'),
          project,
          name: hclExpression('each.key'),
          topic: hclExpression('google_pubsub_topic.topic[each.value.topic].id'),
          enable_message_ordering: ordered,
        },
        blocks: [
          {
            block: 'expiration_policy',
            comment: 'A subscription that nobody uses stays.',
            body: { attributes: { ttl: '' } },
          },
          {
            block: 'dead_letter_policy',
            body: {
              attributes: {
                dead_letter_topic: hclExpression('google_pubsub_topic.refused.id'),
                max_delivery_attempts: mostDeliveries,
              },
            },
          },
        ],
      },
    },
    {
      block: 'resource',
      comment: 'Pub/Sub itself moves them, in the name of its own account.',
      labels: ['google_pubsub_topic_iam_member', 'refused'],
      body: {
        attributes: {
          project,
          topic: hclExpression('google_pubsub_topic.refused.id'),
          role: 'roles/pubsub.publisher',
          member: mover,
        },
      },
    },
    {
      block: 'resource',
      labels: ['google_pubsub_subscription_iam_member', 'refused'],
      body: {
        attributes: {
          for_each: hclExpression('local.subscriptions'),
          project,
          subscription: hclExpression('google_pubsub_subscription.subscription[each.key].id'),
          role: 'roles/pubsub.subscriber',
          member: mover,
        },
      },
    },
  ];
}
