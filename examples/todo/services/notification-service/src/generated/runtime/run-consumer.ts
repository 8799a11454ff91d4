import { createAggregates } from './aggregate.ts';
import type { AnyAggregates } from './aggregate-contract.ts';
import { currentClock } from './clock.ts';
import type { Consumer, EventEnvelope, HandlerContext, Transaction } from './contract.ts';
import type { CutSignal } from './deadline.ts';
import { flowOfEvent } from './flow-context.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { projectAtOnce } from './project-at-once.ts';
import { keepReceived } from './projection-feed.ts';
import { type LockedRun, takeSagaEvent } from './saga.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { Enqueue } from './unit-of-work.ts';
import { createPublish } from './unit-of-work.ts';

/** One attempt of one consumer. */
export interface Attempt {
  readonly consumer: Consumer;
  readonly incoming: IncomingEvent;
  readonly number: number;
  readonly signal: CutSignal;
  readonly tx: Transaction | undefined;
  /** Of a saga: the run of the event, where it was locked with the opening of the transaction. */
  readonly lockedRun?: LockedRun | undefined;
  readonly enqueue: Enqueue;
  /** Runs a statement with the last ones of the transaction. */
  readonly beforeCommit: (work: () => Promise<void>) => void;
  /** Runs when the transaction is committed. */
  readonly afterCommit: (work: () => void) => void;
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
    const { tx, enqueue, beforeCommit, lockedRun } = attempt;
    const transition = { tx, enqueue, beforeCommit, lockedRun };
    await takeSagaEvent(runtime, consumer.saga, incoming.event.name, incoming.envelope, transition);
    return;
  }
  const handler = runtime.wiring.handlers[consumer.handler];
  if (!handler) throw new Error(`There is no handler '${consumer.handler}'`);
  const context = new AttemptContext(runtime, attempt, consumer.publishes);
  await handler(incoming.envelope as EventEnvelope<never>, context as never);
}

/** What a handler gets. A class: the engine gives an object literal with getters a shape of its own each time it is made. */
class AttemptContext implements HandlerContext {
  readonly publish: HandlerContext['publish'];
  readonly logger: HandlerContext['logger'];
  readonly correlationId: string;
  readonly attempt: number;
  readonly call: unknown;
  readonly #runtime: ServiceRuntime;
  readonly #attempt: Attempt;

  constructor(runtime: ServiceRuntime, attempt: Attempt, publishes: readonly string[] | undefined) {
    this.#runtime = runtime;
    this.#attempt = attempt;
    this.publish = createPublish(runtime.definition, attempt.enqueue, publishes);
    this.logger = runtime.logger;
    this.correlationId = flowOfEvent(attempt.incoming.envelope).correlationId;
    this.attempt = attempt.number;
    this.call = runtime.calls;
  }

  /** Explains itself, where an undefined would fail somewhere in the handler. */
  get tx(): Transaction {
    const { tx } = this.#attempt;
    if (!tx) throw new Error(`Service '${this.#runtime.definition.name}' has no database (database: none)`);
    return tx;
  }

  get aggregates(): AnyAggregates {
    return createAggregates(this.#runtime, { ...this.#attempt, tx: this.tx });
  }

  get signal(): AbortSignal {
    return this.#attempt.signal();
  }

  readonly now = () => currentClock().now();
  readonly newId = () => currentClock().newId();
}

async function project(runtime: ServiceRuntime, name: string, attempt: Attempt): Promise<void> {
  const projection = runtime.definition.projections.find((candidate) => candidate.name === name);
  const { event, envelope } = attempt.incoming;
  if (!projection) throw new Error(`There is no projection '${name}'`);
  if (!attempt.tx) throw new Error(`Projection '${name}' needs a database`);
  if (projection.keep) await keepReceived(attempt.tx, name, event.name, attempt.incoming.identity.text);
  await projectAtOnce(runtime, attempt.tx, projection, [{ name: event.name, envelope }]);
}
