import { currentClock } from './clock.ts';
import type { Consumer, EventEnvelope, HandlerContext, Project, Transaction } from './contract.ts';
import { flowOfEvent } from './flow-context.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { applyChange } from './projection.ts';
import { takeSagaEvent } from './saga.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { Enqueue } from './unit-of-work.ts';
import { createPublish } from './unit-of-work.ts';

/** One attempt of one consumer. */
export interface Attempt {
  readonly consumer: Consumer;
  readonly incoming: IncomingEvent;
  readonly number: number;
  readonly signal: AbortSignal;
  readonly tx: Transaction | undefined;
  readonly enqueue: Enqueue;
}

/** Runs the handler, applies the projection, or moves the saga on. @throws what the team's code throws. */
export async function runConsumer(runtime: ServiceRuntime, attempt: Attempt): Promise<void> {
  const { consumer, incoming } = attempt;
  if (consumer.kind === 'projection') {
    await project(runtime, consumer.projection, attempt);
    return;
  }
  if (consumer.kind === 'saga') {
    if (!attempt.tx) throw new Error(`Saga '${consumer.saga}' needs a database`);
    const { tx, enqueue } = attempt;
    await takeSagaEvent(runtime, consumer.saga, incoming.event.name, incoming.envelope, { tx, enqueue });
    return;
  }
  const handler = runtime.wiring.handlers[consumer.handler];
  if (!handler) throw new Error(`There is no handler '${consumer.handler}'`);
  const context: HandlerContext = {
    // A getter that explains itself beats an undefined that fails somewhere in the handler.
    get tx(): Transaction {
      if (!attempt.tx)
        throw new Error(`Service '${runtime.definition.name}' has no database (database: none)`);
      return attempt.tx;
    },
    publish: createPublish(runtime.definition, attempt.enqueue, consumer.publishes),
    logger: runtime.logger,
    correlationId: flowOfEvent(incoming.envelope).correlationId,
    signal: attempt.signal,
    attempt: attempt.number,
    call: runtime.calls,
    now: () => currentClock().now(),
    newId: () => currentClock().newId(),
  };
  await handler(incoming.envelope as EventEnvelope<never>, context as never);
}

async function project(runtime: ServiceRuntime, name: string, attempt: Attempt): Promise<void> {
  const projection = runtime.definition.projections.find((candidate) => candidate.name === name);
  const { event, envelope } = attempt.incoming;
  const fold = runtime.wiring.projections[name]?.[event.name] as Project | undefined;
  if (!projection || !fold) throw new Error(`There is no projection '${name}' of '${event.name}'`);
  if (!attempt.tx) throw new Error(`Projection '${name}' needs a database`);
  const key = projection.events[event.name]?.(envelope.data);
  if (!key) return;
  const change = fold(envelope);
  if (change) await applyChange(attempt.tx, projection, key, change);
}
