import { type HclBlock, type HclValue, hclExpression } from '../../print/hcl.ts';
import type { CloudPlan } from './cloud-consumer.ts';
import { requireProvider } from './provider.ts';

const day = 86_400;
/** SQS keeps a message for 14 days at most, in seconds. */
const longestKept = 14 * day;
const shortestKept = 60;
/** SQS hides a message for twelve hours at most, in seconds. */
const longestHidden = 12 * 3600;
/** Most that a redrive policy can say. Each receive is all attempts of a sidecar: it is the last resort, not a retry. */
const mostReceives = 1000;

/**
 * SNS topics and SQS queues as Dapr's component makes them (pubsub/aws/snssqs): it asks for them by the same name, tags
 * and FIFO attributes, which AWS refuses where they differ. What it does not set is the design's: how long queues keep
 * and hide a message, where one goes that nobody ever took, and which events a queue gets.
 */
export function awsBlocks({ broker, topics, consumers }: CloudPlan): HclBlock[] {
  const fifo = broker.own.fifo === true;
  const kept = new Map(topics.map(({ name, retention }) => [name, retention]));
  const queues = new Map<string, { topics: string[]; hidden: number; kept: number }>();
  for (const { group, topic, work } of consumers) {
    const known = queues.get(group) ?? { topics: [], hidden: 0, kept: shortestKept };
    const retention = kept.get(topic) ?? 'forever';
    const seconds =
      retention === 'forever' ? longestKept : Math.min(longestKept, Math.ceil(retention / 1000));
    queues.set(group, {
      topics: [...known.topics, topic],
      hidden: Math.min(longestHidden, Math.max(known.hidden, Math.ceil(work / 1000))),
      kept: Math.max(known.kept, seconds),
    });
  }
  const fifoOf: { readonly [name: string]: HclValue } = fifo
    ? { [fifoKey.queue]: true, content_based_deduplication: true }
    : {};
  const locals: { readonly [name: string]: HclValue } = {
    topics: topics.map(({ name }) => name),
    queues: Object.fromEntries(
      [...queues].map(([name, queue]): [string, HclValue] => [
        name,
        { refused: refusedName(name, fifo), topics: queue.topics, hidden: queue.hidden, kept: queue.kept },
      ]),
    ),
    subscriptions: Object.fromEntries(
      consumers.map(({ group, topic, types }): [string, HclValue] => [
        `${group} ${topic}`,
        { queue: group, topic, types: types ?? [] },
      ]),
    ),
  };
  return [
    ...requireProvider('aws', 'hashicorp/aws', '>= 5.0'),
    { block: 'locals', body: { attributes: locals } },
    {
      block: 'resource',
      labels: ['aws_sns_topic', 'topic'],
      body: {
        attributes: {
          for_each: hclExpression('toset(local.topics)'),
          name: hclExpression('each.key'),
          ...(fifo ? { [fifoKey.topic]: true, content_based_deduplication: true } : {}),
          tags: { 'dapr-topic-name': hclExpression('each.key') },
        },
      },
    },
    {
      block: 'resource',
      comment: 'What was received a thousand times and never taken: nothing of the design retries as often.',
      labels: ['aws_sqs_queue', 'refused'],
      body: {
        attributes: {
          for_each: hclExpression('local.queues'),
          name: hclExpression('each.value.refused'),
          ...fifoOf,
          message_retention_seconds: longestKept,
          sqs_managed_sse_enabled: true,
        },
      },
    },
    {
      block: 'resource',
      labels: ['aws_sqs_queue', 'queue'],
      body: {
        attributes: {
          for_each: hclExpression('local.queues'),
          name: hclExpression('each.key'),
          ...fifoOf,
          visibility_timeout_seconds: hclExpression('each.value.hidden'),
          message_retention_seconds: hclExpression('each.value.kept'),
          sqs_managed_sse_enabled: true,
          redrive_policy: hclExpression(
            `jsonencode({ deadLetterTargetArn = aws_sqs_queue.refused[each.key].arn, maxReceiveCount = ${mostReceives} })`,
          ),
          tags: { 'dapr-queue-name': hclExpression('each.key') },
        },
      },
    },
    {
      block: 'resource',
      labels: ['aws_sqs_queue_policy', 'from_topics'],
      body: {
        attributes: {
          for_each: hclExpression('local.queues'),
          queue_url: hclExpression('aws_sqs_queue.queue[each.key].id'),
          policy: hclExpression(queuePolicy),
        },
      },
    },
    {
      block: 'resource',
      labels: ['aws_sns_topic_subscription', 'subscription'],
      body: {
        attributes: {
          for_each: hclExpression('local.subscriptions'),
          topic_arn: hclExpression('aws_sns_topic.topic[each.value.topic].arn'),
          protocol: 'sqs',
          endpoint: hclExpression('aws_sqs_queue.queue[each.value.queue].arn'),
          // The component reads the envelope that SNS puts around.
          raw_message_delivery: false,
          filter_policy_scope: hclExpression('length(each.value.types) == 0 ? null : "MessageBody"'),
          filter_policy: hclExpression(
            'length(each.value.types) == 0 ? null : jsonencode({ type = each.value.types })',
          ),
        },
      },
    },
  ];
}

const fifoKey = { topic: 'fifo_topic', queue: 'fifo_queue' } as const;

/** In the form that the component reads and adds to. */
const queuePolicy = `jsonencode({
    Version = "2012-10-17"
    Statement = [for topic in each.value.topics : {
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.queue[each.key].arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.topic[topic].arn } }
    }]
  })`;

/** The queue beside a queue; names have 80 characters at most. */
function refusedName(queue: string, fifo: boolean): string {
  const suffix = `-refused${fifo ? '.fifo' : ''}`;
  return queue.replace(/\.fifo$/, '').slice(0, 80 - suffix.length) + suffix;
}
