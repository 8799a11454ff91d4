import { type Consumed, consume, consumerName, type Status } from './consume.ts';
import { consumeWithoutDatabase } from './consume-without-database.ts';
import type { Consumer, DeadLetterSubscription, TopicSubscription } from './contract.ts';
import { toError } from './errors.ts';
import { flowOfEvent, runInFlow } from './flow-context.ts';
import { type Incoming, type IncomingEvent, readIncoming } from './incoming-event.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import { settleDeadLetter, storeUnusable } from './settle.ts';
import { failSpan, runInSpan, validTraceparent } from './tracing.ts';

/** Takes the body of a delivery, once the service takes events. Never throws. */
export function dispatch(
  runtime: ServiceRuntime,
  subscription: TopicSubscription,
  text: string,
): Promise<Pick<TakenEvent, 'status'>> {
  return runtime.takesEvents()
    ? takeEvent(runtime, subscription, text)
    : Promise.resolve({ status: 'RETRY' });
}

/** What became of a delivery, consumer by consumer. */
export interface TakenEvent {
  readonly status: Status;
  readonly results: readonly { readonly consumer: string; readonly consumed: Consumed }[];
  /** Why it is no event that the service could take. */
  readonly refusal?: Error;
}

/** Takes the body of a delivery, and tells what its consumers made of it. Never throws. */
export async function takeEvent(
  runtime: ServiceRuntime,
  subscription: TopicSubscription,
  text: string,
): Promise<TakenEvent> {
  const incoming = readIncoming(subscription, text);
  if (incoming.kind === 'passed') return { status: 'SUCCESS', results: [] };
  if (incoming.kind === 'unusable')
    return { status: await refuse(runtime, incoming), results: [], refusal: incoming.problem };
  const results: TakenEvent['results'][number][] = [];
  // One after another: each is a transaction of its own, and a failed one must not keep the others from running.
  for (const consumer of incoming.event.consumers) {
    const consumed = await consumeTraced(runtime, consumer, incoming);
    results.push({ consumer: consumer.consumer, consumed });
  }
  return { status: worstOf(results), results };
}

function worstOf(results: TakenEvent['results']): Status {
  const has = (status: Status) => results.some(({ consumed }) => consumed.status === status);
  return has('RETRY') ? 'RETRY' : has('DROP') ? 'DROP' : 'SUCCESS';
}

/** Runs one consumer inside its trace and flow, and reports what became of it. */
function consumeTraced(
  runtime: ServiceRuntime,
  consumer: Consumer,
  incoming: IncomingEvent,
): Promise<Consumed> {
  const started = performance.now();
  const { envelope, event } = incoming;
  const attributes = {
    'messaging.system': 'dapr',
    'messaging.operation.name': 'process',
    'messaging.destination.name': incoming.identity.topic,
    'messaging.message.id': envelope.id,
    'messaging.consumer.group.name': runtime.definition.name,
  };
  return runInSpan(
    `process ${event.name}`,
    'consumer',
    validTraceparent(envelope.traceparent),
    attributes,
    (traceparent) => {
      const flow = flowOfEvent(envelope);
      return runInFlow(traceparent ? { ...flow, traceparent } : flow, async () => {
        const consumed = runtime.database
          ? await consume(runtime, runtime.database, consumer, incoming)
          : await consumeWithoutDatabase(runtime, consumer, incoming);
        report(runtime, consumer, incoming, consumed, performance.now() - started);
        return consumed;
      });
    },
  );
}

/** Outcomes of an attempt that failed; what a handler drops, it meant to. */
const FAILURES: ReadonlySet<Consumed['outcome']> = new Set(['retried', 'dead-lettered', 'lost']);

function report(
  runtime: ServiceRuntime,
  consumer: Consumer,
  incoming: IncomingEvent,
  consumed: Consumed,
  durationMs: number,
): void {
  const { envelope, event } = incoming;
  const { outcome, error } = consumed;
  if (error && FAILURES.has(outcome)) failSpan(error);
  const labels = { consumer: consumer.consumer };
  runtime.metrics.count('eda_events_total', { consumer: consumer.consumer, outcome });
  runtime.metrics.observe('eda_handler_seconds', durationMs / 1000, labels);
  const sincePublished = envelope.time ? Date.now() - Date.parse(envelope.time) : Number.NaN;
  const fields: { [name: string]: unknown } = {
    event: event.name,
    id: envelope.id,
    consumer: consumer.consumer,
    ms: Math.round(durationMs),
  };
  if (sincePublished >= 0) fields.sincePublishedMs = sincePublished;
  if (consumed.attempt > 1) fields.attempt = consumed.attempt;
  if (outcome === 'handled') {
    if (sincePublished >= 0) runtime.metrics.observe('eda_delivery_seconds', sincePublished / 1000, labels);
    runtime.logger.info('event handled', fields);
  } else if (outcome === 'retried') {
    runtime.metrics.count('eda_retries_total', labels);
    runtime.logger.warn('event failed, comes again', { ...fields, error: error?.message });
  } else if (outcome === 'dead-lettered') {
    runtime.logger.error('event dead-lettered', { ...fields, error });
  } else if (outcome === 'lost') {
    runtime.logger.error('event given up and lost (deadLetter: none)', { ...fields, error });
  } else {
    runtime.logger.debug(`event ${outcome}`, { ...fields, ...(error && { error: error.message }) });
  }
}

async function refuse(
  runtime: ServiceRuntime,
  incoming: Extract<Incoming, { kind: 'unusable' }>,
): Promise<Status> {
  const { identity, reason, problem } = incoming;
  runtime.metrics.count('eda_events_total', { consumer: runtime.definition.name, outcome: 'dead-lettered' });
  runtime.logger.error('event dead-lettered', {
    topic: identity.topic,
    id: identity.eventId,
    type: identity.type,
    reason,
    error: problem.message,
  });
  if (!runtime.database) return 'DROP';
  try {
    await storeUnusable(runtime, runtime.database, incoming);
    return 'SUCCESS';
  } catch (error) {
    const name = `\0${identity.source}\0${identity.eventId}`;
    const failures = (runtime.failures.get(name) ?? 0) + 1;
    runtime.failures.set(name, failures);
    runtime.logger.warn('dead letter not stored', { error: toError(error).message });
    return failures < STORE_ATTEMPTS ? 'RETRY' : 'DROP';
  }
}

const STORE_ATTEMPTS = 5;

/**
 * Takes what the sidecar itself gave up, from a dead-letter topic of the service, into the dead letters of the
 * consumers that have not settled it.
 */
export async function receiveDeadLetter(
  runtime: ServiceRuntime,
  subscription: DeadLetterSubscription,
  text: string,
): Promise<Status> {
  const { database, definition } = runtime;
  if (!database || !runtime.takesEvents()) return 'RETRY';
  const origin = originOf(text);
  const source =
    definition.subscriptions.find(
      (one) => one.topic === origin.topic && one.pubsub === subscription.pubsub,
    ) ?? ({ ...subscription, bulk: false, designed: [], events: [], ...origin } satisfies TopicSubscription);
  const incoming = readIncoming(source, text);
  if (incoming.kind === 'passed') return 'SUCCESS';
  const problem = new Error('The sidecar gave it up: the service did not answer, or could not store it');
  try {
    if (incoming.kind === 'unusable') {
      await storeUnusable(runtime, database, { ...incoming, problem }, 'undeliverable');
      return 'SUCCESS';
    }
    for (const consumer of incoming.event.consumers) {
      const inboxKey = {
        consumer: consumerName(runtime, consumer),
        source: incoming.identity.source,
        eventId: incoming.identity.eventId,
      };
      const settlement = { runtime, database, consumer, incoming, inboxKey };
      await settleDeadLetter(settlement, 'undeliverable', problem, consumer.retry.attempts);
    }
    return 'SUCCESS';
  } catch (error) {
    runtime.logger.warn('dead letter not stored', { error: toError(error).message });
    return 'RETRY';
  }
}

function originOf(text: string): { topic: string } | Record<string, never> {
  try {
    const { topic } = JSON.parse(text) as { topic?: unknown };
    return typeof topic === 'string' && topic ? { topic } : {};
  } catch {
    return {};
  }
}

/** Takes a body of several deliveries; a missing status would be a retry, so each entry has one. */
export async function dispatchBulk(
  runtime: ServiceRuntime,
  subscription: TopicSubscription,
  entries: readonly { readonly entryId: string; readonly event: unknown }[],
): Promise<{ statuses: { entryId: string; status: Status }[] }> {
  const statuses = await Promise.all(
    entries.map(async ({ entryId, event }) => {
      const text = typeof event === 'string' ? decode(event) : JSON.stringify(event);
      const { status } = await dispatch(runtime, subscription, text);
      return { entryId, status };
    }),
  );
  return { statuses };
}

/** Raw entries come as base64. */
function decode(event: string): string {
  return Buffer.from(event, 'base64').toString();
}
