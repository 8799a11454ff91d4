import { type Consumed, HANDLER_SHARE, passesFilter, QUEUE_SHARE } from './consume.ts';
import type { Consumer } from './contract.ts';
import { type CutSignal, runWithDeadline } from './deadline.ts';
import { DropError, isTransient, RetryableError, toError } from './errors.ts';
import type { IncomingEvent } from './incoming-event.ts';
import type { Message } from './message.ts';
import { runConsumer } from './run-consumer.ts';
import type { ServiceRuntime } from './service-runtime.ts';

/**
 * Takes an event with `database: none`: at least once. Ids that this process has seen are dropped; what the handler
 * published is sent after it and before the answer; what can't be handled goes to the dead-letter topic. Never throws.
 */
export async function consumeWithoutDatabase(
  runtime: ServiceRuntime,
  consumer: Consumer,
  incoming: IncomingEvent,
): Promise<Consumed> {
  const { identity } = incoming;
  const name = `${consumer.consumer}\0${identity.source}\0${identity.eventId}`;
  if (incoming.problem) return drop(consumer, incoming.problem, 1);
  if (!passesFilter(consumer, incoming)) return { status: 'SUCCESS', outcome: 'filtered', attempt: 1 };
  if (consumer.idempotent && runtime.handled.get(name)) {
    return { status: 'SUCCESS', outcome: 'duplicate', attempt: 1 };
  }
  const number = (runtime.failures.get(name) ?? 0) + 1;
  const places = runtime.places(consumer.consumer, consumer.concurrency);
  if (!(places.take() || (await places.acquire(consumer.timeoutMs * QUEUE_SHARE)))) {
    return {
      status: 'RETRY',
      outcome: 'retried',
      error: new Error('too many events in work'),
      attempt: number,
    };
  }
  try {
    const messages: Message[] = [];
    let cut = false;
    const work = (signal: CutSignal) =>
      runConsumer(runtime, {
        consumer,
        incoming,
        number,
        signal,
        tx: undefined,
        beforeCommit: () => {},
        afterCommit: () => {},
        enqueue: (message) => {
          if (cut) throw new Error('The time of the handler is up');
          messages.push(message);
        },
      });
    await runWithDeadline(consumer.timeoutMs * HANDLER_SHARE, runtime.aborted, work, () => {
      cut = true;
    });
    if (messages.length > 0) await publishAll(runtime, messages);
    runtime.failures.delete(name);
    runtime.handled.set(name, true);
    return { status: 'SUCCESS', outcome: 'handled', attempt: number };
  } catch (thrown) {
    const error = toError(thrown);
    if (error instanceof DropError) return { status: 'SUCCESS', outcome: 'dropped', error, attempt: number };
    if (isTransient(error) && number < consumer.retry.attempts) {
      runtime.failures.set(name, number);
      return { status: 'RETRY', outcome: 'retried', error, attempt: number };
    }
    runtime.failures.delete(name);
    return drop(consumer, error, number);
  } finally {
    places.release();
  }
}

/** Sends messages one after another, in the order of publishing. @throws a transient error if one is not accepted. */
export async function publishAll(runtime: ServiceRuntime, messages: readonly Message[]): Promise<void> {
  for (const { event, topic, body, metadata } of messages) {
    const target = { pubsub: event.pubsub, topic, raw: event.envelope === 'raw' };
    try {
      await runtime.sidecar.publish(target, body, metadata);
    } catch (thrown) {
      throw new RetryableError(toError(thrown).message, { cause: thrown });
    }
    runtime.metrics.count('eda_published_total', { topic });
  }
}

function drop(consumer: Consumer, error: Error, attempt: number): Consumed {
  if (consumer.deadLetter === 'none') return { status: 'SUCCESS', outcome: 'lost', error, attempt };
  return { status: 'DROP', outcome: 'dead-lettered', error, attempt };
}
