import { decideChoreography } from './choreography-decide.ts';
import type { EventEnvelope, Queryable, SubscribedEvent } from './contract.ts';
import { currentFlow, flowOfEvent } from './flow-context.ts';
import type { IncomingEvent } from './incoming-event.ts';
import { createMessage } from './message.ts';
import type { SagaDefinition, SagaRun } from './saga-contract.ts';
import { beginRun, decideRun, type Plan, UNDO_ATTEMPTS } from './saga-decide.ts';
import {
  commandId,
  type Decision,
  newestOf,
  type RunInput,
  type RunMessage,
  type RunState,
  type StoredData,
  undoId,
} from './saga-run.ts';
import { insertRun, lockRun, runKey, type StoredRun, updateRun } from './saga-store.ts';
import type { ServiceRuntime } from './service-runtime.ts';
import type { Enqueue } from './unit-of-work.ts';
import { upcastData } from './upcast.ts';

/** The transaction of a transition. */
export interface Transition {
  readonly tx: Queryable;
  readonly enqueue: Enqueue;
  /** Runs a statement with the last ones of the transaction, before its commit. */
  readonly beforeCommit: (work: () => Promise<void>) => void;
  /** The run of the event, as `lockRunOf` found it in this transaction; left out, it is locked when it is needed. */
  readonly lockedRun?: LockedRun | undefined;
}

/** A run that a transaction has locked; undefined where there is none of its key. */
export interface LockedRun {
  readonly run: StoredRun | undefined;
}

/**
 * Locks the run that an event moves on, before all that depends on it: a question for the round trip that opens the transaction.
 * @returns undefined for an event that starts a run, or has no key.
 */
export async function lockRunOf(
  runtime: ServiceRuntime,
  saga: string,
  { event, envelope }: Pick<IncomingEvent, 'event' | 'envelope'>,
  tx: Queryable,
): Promise<LockedRun | undefined> {
  const definition = sagaOf(runtime, saga);
  if (startsRun(definition, event.name)) return undefined;
  const key = definition.keys[event.name]?.(envelope.data);
  return key === undefined ? undefined : { run: await lockRun(tx, saga, runKey(key)) };
}

function startsRun({ starts, style }: SagaDefinition, eventName: string): boolean {
  return eventName === starts && style === 'orchestration';
}

/**
 * Takes an event for a saga: starts a run, or moves one on; in the transaction of the event's inbox row, with the
 * commands that follow.
 * @throws Error if the event has no key of the saga, or the team's code cannot make a command of it.
 */
export async function takeSagaEvent(
  runtime: ServiceRuntime,
  saga: string,
  eventName: string,
  envelope: EventEnvelope,
  transition: Transition,
): Promise<void> {
  const definition = sagaOf(runtime, saga);
  const key = definition.keys[eventName]?.(envelope.data);
  if (key === undefined) throw new Error(`The data of ${eventName} have no key of saga ${saga}`);
  const event = subscribedEvent(runtime, eventName);
  const stored = { event: eventName, version: event?.version ?? '', data: envelope.data };
  if (startsRun(definition, eventName)) {
    await startRun(runtime, definition, runKey(key), stored, envelope, transition);
    return;
  }
  const { causationid: causationId } = envelope;
  const { run } = transition.lockedRun ?? { run: await lockRun(transition.tx, saga, runKey(key)) };
  const counted = (outcome: string) =>
    runtime.metrics.count('eda_saga_replies_total', { saga, event: eventName, outcome });
  if (run === undefined) {
    runtime.logger.info('no run waits for this', { saga, key, event: eventName });
    counted('unknown');
    return;
  }
  if (isOfAnotherSaga(runtime, definition, run.key, eventName, causationId)) return counted('foreign');
  const decision = decide(definition, run, { kind: 'reply', reply: stored, causationId });
  counted(decision.outcome);
  applyDecision(runtime, definition, run, decision, transition);
}

async function startRun(
  runtime: ServiceRuntime,
  definition: SagaDefinition,
  key: string,
  start: StoredData,
  envelope: EventEnvelope,
  transition: Transition,
): Promise<void> {
  const plan = { definition, version: newestOf(definition) };
  const { run, messages, waitMs } = beginRun(plan, key);
  const begun = {
    saga: definition.name,
    key,
    version: run.version,
    start,
    startedBy: envelope.id,
    correlationId: flowOfEvent(envelope).correlationId,
    traceparent: currentFlow()?.traceparent,
  };
  const isNew = await insertRun(
    transition.tx,
    { ...begun, waitMs: waitMs === 'same' ? undefined : waitMs },
    run,
  );
  const outcome = isNew ? 'started' : 'second';
  runtime.metrics.count('eda_saga_starts_total', { saga: definition.name, outcome });
  if (!isNew) {
    runtime.logger.warn('saga has a run of this key already', {
      saga: definition.name,
      key,
      id: envelope.id,
    });
    return;
  }
  send(runtime, definition, { ...begun, ...run, rev: 0 }, messages, transition);
}

/** What a run does next, in the version that it began with. @throws Error if the service does not know that any more. */
export function decide(definition: SagaDefinition, run: RunState, input: RunInput): Decision {
  const version = definition.versions.find((candidate) => candidate.version === run.version);
  if (version === undefined) {
    throw new Error(`Version ${run.version} of saga ${run.saga} is not in the code any more`);
  }
  const plan: Plan = { definition, version };
  return definition.style === 'orchestration'
    ? decideRun(plan, run, input)
    : decideChoreography(plan, run, input);
}

/** Writes a decision: the run's row and its messages, with the last statements of the transaction, and what people are told. */
export function applyDecision(
  runtime: ServiceRuntime,
  definition: SagaDefinition,
  before: StoredRun,
  decision: Decision,
  transition: Transition,
): void {
  if (decision.outcome === 'ignored') return;
  const { run, messages } = decision;
  send(runtime, definition, { ...before, ...run }, messages, transition);
  transition.beforeCommit(async () => {
    const age = await updateRun(transition.tx, before, decision);
    if (run.state === before.state) return;
    const fields = { saga: run.saga, key: run.key, state: run.state, ...describeFailure(run) };
    if (run.state === 'parked') runtime.logger.error('saga waits for a person', fields);
    else runtime.logger.info(`saga ${run.state}`, fields);
    if (messages.length > 0 && ENDS.has(run.state)) {
      runtime.metrics.observe('eda_saga_seconds', age, { saga: run.saga, outcome: run.state });
    }
  });
}

const ENDS: ReadonlySet<string> = new Set(['completed', 'compensated', 'aborted']);

function describeFailure({ failure }: RunState) {
  if (failure === undefined) return {};
  const { reason, step, event, note } = failure;
  return { reason, ...(step && { step }), ...(event && { event }), ...(note && { note }) };
}

/** Publishes messages of a run; their data are made by the team's code. */
function send(
  runtime: ServiceRuntime,
  definition: SagaDefinition,
  run: StoredRun,
  messages: readonly RunMessage[],
  { enqueue }: Transition,
): void {
  for (const { event, id, step } of messages) {
    const make = runtime.wiring.sagas?.[definition.name]?.[event];
    if (make === undefined) throw new Error(`There is no message '${event}' of saga '${definition.name}'`);
    const data = make(viewRun(runtime, run, step) as never);
    enqueue(createMessage(runtime.definition, event, data, { id, correlationId: run.correlationId }));
  }
}

/** A run as the team's code sees it: stored data brought to their newest versions. */
function viewRun(runtime: ServiceRuntime, run: StoredRun, step: string | undefined): SagaRun {
  const replies = run.steps.flatMap(({ name, reply }) =>
    reply === undefined ? [] : [[name, newestData(runtime, reply)] as const],
  );
  return {
    key: run.key,
    ...(step !== undefined && { step }),
    start: newestData(runtime, run.start),
    replies: Object.fromEntries(replies),
    failure: run.failure,
  };
}

function newestData(runtime: ServiceRuntime, { event, version, data }: StoredData): unknown {
  const subscribed = subscribedEvent(runtime, event);
  return subscribed === undefined ? data : upcastData(subscribed, data, version);
}

/** The saga of a name. @throws Error if the service runs none of that name. */
export function sagaOf(runtime: ServiceRuntime, name: string): SagaDefinition {
  const definition = runtime.definition.sagas?.find((saga) => saga.name === name);
  if (definition === undefined) throw new Error(`There is no saga '${name}'`);
  return definition;
}

function subscribedEvent({ definition }: ServiceRuntime, name: string): SubscribedEvent | undefined {
  for (const { events } of definition.subscriptions) {
    const event = events.find((candidate) => candidate.name === name);
    if (event !== undefined) return event;
  }
  return undefined;
}

/** Two sagas may send the same command for the same key: the answer belongs to the one that asked. */
function isOfAnotherSaga(
  { definition }: ServiceRuntime,
  own: SagaDefinition,
  key: string,
  event: string,
  causationId: string | undefined,
): boolean {
  if (causationId === undefined) return false;
  return (definition.sagas ?? []).some((other) => {
    if (other === own || other.keys[event] === undefined) return false;
    const run = { saga: other.name, key };
    return other.versions.some(({ steps }) =>
      steps.some(({ name }) => {
        if (causationId === commandId(run, name)) return true;
        for (let n = 1; n <= UNDO_ATTEMPTS; n += 1) if (causationId === undoId(run, name, n)) return true;
        return false;
      }),
    );
  });
}
