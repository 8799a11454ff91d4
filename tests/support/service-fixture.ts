import type {
  HandlerConsumer,
  Logger,
  PublishedEvent,
  ServiceDefinition,
  SubscribedEvent,
  TopicSubscription,
  Validate,
} from '../../src/runtime/typescript/contract.ts';

/** A logger that keeps its lines, for tests that ask what was said. */
export function createMemoryLogger(): Logger & {
  readonly lines: { level: string; message: string; fields: object }[];
} {
  const lines: { level: string; message: string; fields: object }[] = [];
  const log =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void lines.push({ level, message, fields });
  return { lines, debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

/** Accepts objects with a text `key` and a number `n`. */
export const validateSample: Validate = (value) => {
  const data = value as { key?: unknown; n?: unknown } | null;
  const issues = [];
  if (typeof data?.key !== 'string') issues.push({ path: 'key', message: 'must be a text' });
  if (typeof data?.n !== 'number') issues.push({ path: 'n', message: 'must be a number' });
  return issues;
};

export const keyOfSample = (data: unknown) => (data as { key?: string }).key;

export function createPublished(over: Partial<PublishedEvent> = {}): PublishedEvent {
  return {
    name: 'shop.item.counted',
    type: 'shop.item.counted',
    version: '1.0.0',
    dataschema: 'https://schemas.test/shop.item.counted/1.0.0',
    kind: 'notification',
    pubsub: 'pubsub',
    topic: 'shop.item.counted',
    address: 'shop.item.counted',
    key: keyOfSample,
    ordered: false,
    envelope: 'cloudevents',
    validate: validateSample,
    ...over,
  };
}

export function createConsumer(over: Partial<HandlerConsumer> = {}): HandlerConsumer {
  return {
    kind: 'handler',
    handler: 'shop.item.counted',
    consumer: 'counter/shop.item.counted',
    retry: { attempts: 3, backoff: 'exponential', maxMs: 30_000 },
    timeoutMs: 5_000,
    concurrency: 10,
    ordered: false,
    deadLetter: 'counter.dead-letter',
    idempotent: true,
    everyReplica: false,
    ...over,
  };
}

export function createSubscribed(over: Partial<SubscribedEvent> = {}): SubscribedEvent {
  return {
    name: 'shop.item.counted',
    type: 'shop.item.counted',
    version: '1.0.0',
    kind: 'notification',
    envelope: 'cloudevents',
    key: keyOfSample,
    validate: validateSample,
    upcasters: [],
    consumers: [createConsumer()],
    ...over,
  };
}

export function createSubscription(over: Partial<TopicSubscription> = {}): TopicSubscription {
  return {
    pubsub: 'pubsub',
    topic: 'shop.item.counted',
    path: '/events/0',
    bulk: false,
    designed: ['shop.item.counted', 'shop.item.lost'],
    events: [createSubscribed()],
    ...over,
  };
}

export function createDefinition(over: Partial<ServiceDefinition> = {}): ServiceDefinition {
  return {
    name: 'counter',
    system: 'shop',
    source: '/shop/counter',
    database: true,
    publishes: { 'shop.item.counted': createPublished() },
    subscriptions: [],
    deadLetters: [],
    operations: [],
    calls: {},
    projections: [],
    inboxRetentionMs: 14 * 86_400_000,
    outbox: 'relay',
    needsTokens: false,
    ...over,
  };
}

/** A delivery as a sidecar sends it. */
export function createDelivery(data: unknown, over: Record<string, unknown> = {}): string {
  return JSON.stringify({
    specversion: '1.0',
    id: `event-${JSON.stringify(data)}`,
    source: '/shop/till',
    type: 'shop.item.counted',
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'https://schemas.test/shop.item.counted/1.0.0',
    topic: 'shop.item.counted',
    pubsubname: 'pubsub',
    traceid: '',
    traceparent: '',
    tracestate: '',
    data,
    ...over,
  });
}

/** Waits until `condition` holds; throws with `what` after `ms`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'the condition',
  ms = 60_000,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
