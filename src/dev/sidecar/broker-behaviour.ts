import type { ComponentResource } from './dapr-resource.ts';

/**
 * What tells one kind of broker from another behind the same API. The embedded broker stores alike for all of them
 * and plays these differences, so that a system meets in development what its broker will do.
 */
export interface BrokerBehaviour {
  /** Deliveries in flight for each subscription. */
  readonly concurrency: number;
  /**
   * Keeps the order of messages with one key (and of those without), as a partition does; `asked`: of those alone that
   * carry an `orderingKey`, which services send where the design says `ordered`.
   */
  readonly ordered: boolean | 'asked';
  /** What becomes of a message whose policy is spent and that no dead-letter topic took. */
  readonly onFailure: { readonly ack: true } | { readonly redeliverMs: number };
  /** The broker expires messages itself; otherwise the receiving sidecar does, by the event's `expiration`. */
  readonly nativeTtl: boolean;
  /** Takes a bulk request whole and in order; otherwise entries are sent one by one, in any order. */
  readonly nativeBulkPublish: boolean;
  readonly bulkSubscribe: { readonly maxMessages: number; readonly maxAwaitMs: number };
  /** Capabilities in the metadata answer. */
  readonly capabilities: readonly string[];
}

const parallel: BrokerBehaviour = {
  concurrency: 10,
  ordered: false,
  onFailure: { ack: true },
  nativeTtl: false,
  nativeBulkPublish: false,
  bulkSubscribe: { maxMessages: 100, maxAwaitMs: 1000 },
  capabilities: [],
};

const redelivering = (redeliverMs: number): BrokerBehaviour => ({ ...parallel, onFailure: { redeliverMs } });

const behaviours: Readonly<Record<string, BrokerBehaviour>> = {
  'pubsub.kafka': {
    ...parallel,
    concurrency: 32,
    ordered: true,
    onFailure: { redeliverMs: 5000 },
    nativeBulkPublish: true,
    bulkSubscribe: { maxMessages: 80, maxAwaitMs: 10_000 },
    capabilities: ['BULK_PUBSUB'],
  },
  'pubsub.rabbitmq': { ...parallel, concurrency: 64, nativeTtl: true, capabilities: ['MESSAGE_TTL'] },
  // daprd takes one message of a topic at a time. Where no order is asked for, development should not rely on that.
  'pubsub.in-memory': {
    ...parallel,
    concurrency: 64,
    ordered: 'asked',
    capabilities: ['SUBSCRIBE_WILDCARDS'],
  },
  'pubsub.azure.servicebus.topics': { ...redelivering(0), nativeTtl: true, nativeBulkPublish: true },
  'pubsub.azure.servicebus.queues': { ...redelivering(0), nativeTtl: true, nativeBulkPublish: true },
  'pubsub.azure.eventhubs': { ...parallel, ordered: true, nativeBulkPublish: true },
  'pubsub.aws.snssqs': redelivering(10_000),
  'pubsub.gcp.pubsub': redelivering(0),
  'pubsub.jetstream': redelivering(0),
  'pubsub.pulsar': redelivering(30_000),
};

/** The behaviour of a component's type, adjusted by its metadata. An unknown type behaves like Redis streams. */
export function brokerBehaviour(component: ComponentResource): BrokerBehaviour {
  const base = behaviours[component.type] ?? parallel;
  const concurrency = readConcurrency(component) ?? base.concurrency;
  const requeues =
    component.type === 'pubsub.rabbitmq' && component.metadata.get('requeueinfailure') === 'true';
  return { ...base, concurrency, ...(requeues ? { onFailure: { redeliverMs: 0 } } : {}) };
}

function readConcurrency(component: ComponentResource): number | undefined {
  const { metadata } = component;
  // RabbitMQ and SNS read `concurrencyMode`, the others `concurrency`.
  const mode = metadata.get('concurrencymode') ?? metadata.get('concurrency') ?? metadata.get('processmode');
  if (mode === 'single' || mode === 'sync') return 1;
  const limit = Number(
    metadata.get('concurrency') ??
      metadata.get('maxconcurrenthandlers') ??
      metadata.get('prefetchcount') ??
      Number.NaN,
  );
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : undefined;
}
