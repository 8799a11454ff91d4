import { reactionName } from '../generators/typescript/define-subscriptions.ts';
import { viewHandlers } from '../generators/typescript/service-view.ts';
import type { Architecture, DataPath, EventContract, Saga, Service } from '../model/architecture.ts';
import { type ArchitectureIndex, eventsOfSaga } from '../model/query.ts';
import { sagaSubscription } from '../model/saga-parts.ts';
import { resolveSubscription } from '../model/settings.ts';
import { keepsOutbox, type LeftOut, whyLeftOut } from './flow.ts';
import { exampleFor, fitsEvent, type Payload, valueAt, varyPayload, withValue } from './payloads.ts';

/** What becomes of one step of a run; every other step of the run succeeds at once. */
export type ActKind = 'fails' | 'silent' | 'late' | 'late-failure';

/** An act of a play; without a step, all goes well. */
export interface Act {
  readonly kind: 'well' | ActKind;
  readonly step: string;
}

/** What a service does about an event of a saga: a step of it, or the undoing of one. */
export interface SagaPart {
  readonly service: string;
  readonly event: string;
  /** Of choreographies, whose steps are handlers of their own. */
  readonly handler?: string;
  readonly saga: string;
  readonly step: string;
  readonly undoes: boolean;
  /** Published when it is done, or undone. */
  readonly answer: string;
  /** Published instead where the step fails. */
  readonly refusal?: string;
}

/** A saga that can be played: its services do their steps in recording code, in ways that a proof chooses. */
export interface SagaPlay {
  readonly saga: string;
  readonly style: Saga['style'];
  /** Publishes the start of runs. */
  readonly starter: string;
  /** Keeps the rows of runs. */
  readonly coordinator: string;
  readonly starts: string;
  readonly completes: string;
  readonly aborts: string;
  /** CloudEvents type of `completes`. */
  readonly completesType: string;
  readonly steps: readonly string[];
  /** Where the key of a run lies, by event. */
  readonly paths: Readonly<Record<string, DataPath>>;
  readonly parts: readonly SagaPart[];
  readonly acts: readonly Act[];
  /** Valid data of each event but for the key. */
  readonly payloads: ReadonlyMap<string, Payload>;
  /** Data that start a run of their own. */
  startOf(number: number): { readonly key: string; readonly data: Payload } | undefined;
}

/** Proofs shorten what a saga waits for, so that they see the end of it; late answers come after more than this. */
const longestWaitMs = 6_000;

/** The design with sagas that wait for seconds, not for minutes. */
export function shortenSagas(architecture: Architecture): Architecture {
  const shorten = <Timed extends { readonly timeout?: number }>(timed: Timed): Timed =>
    timed.timeout === undefined ? timed : { ...timed, timeout: Math.min(timed.timeout, longestWaitMs) };
  const sagas = Object.entries(architecture.sagas).map(([name, saga]): [string, Saga] => [
    name,
    saga.style === 'orchestration' ? { ...saga, steps: saga.steps.map(shorten) } : shorten(saga),
  ]);
  return { ...architecture, sagas: Object.assign(Object.create(null), Object.fromEntries(sagas)) };
}

/** Finds the sagas of a design that proofs can play in an environment. */
export function findSagaPlays(
  architecture: Architecture,
  index: ArchitectureIndex,
  environment: string,
): { readonly plays: readonly SagaPlay[]; readonly left: readonly LeftOut[] } {
  const plays: SagaPlay[] = [];
  const left: LeftOut[] = [];
  const all = Object.values(architecture.sagas);
  for (const saga of all) {
    const play = planPlay(architecture, index, environment, saga, all);
    if (typeof play === 'string') left.push({ name: `saga ${saga.name}`, because: play });
    else plays.push(play);
  }
  return { plays, left };
}

function planPlay(
  architecture: Architecture,
  index: ArchitectureIndex,
  environment: string,
  saga: Saga,
  all: readonly Saga[],
): SagaPlay | string {
  const keeps = (name: string | undefined) => {
    const service = name === undefined ? undefined : architecture.services[name];
    return service !== undefined && keepsOutbox(architecture, service, environment);
  };
  const starter = index
    .publishersOf(saga.starts)
    .map(({ service }) => service.name)
    .find(keeps);
  if (starter === undefined) return `no service of yours publishes ${saga.starts} from an outbox`;
  const coordinator = saga.style === 'orchestration' ? saga.coordinator : starter;
  if (!keeps(coordinator)) return `${coordinator} has no outbox of its own`;
  const parts: SagaPart[] = [];
  for (const part of partsOf(saga)) {
    const { by: _, ...own } = part;
    const cast = castPart(architecture, environment, part);
    if (typeof cast === 'string') return cast;
    parts.push({ ...own, service: cast.name });
  }
  const shared = parts.find(({ event, undoes }) =>
    all.some((other) => other !== saga && !undoes && partsOf(other).some((part) => part.event === event)),
  );
  if (shared !== undefined) return `${shared.event} is asked for by another saga as well`;
  const names = eventsOfSaga(saga);
  const paths = Object.fromEntries(names.map((name) => [name, saga.keys[name] ?? saga.key]));
  const events = names.map((name) => architecture.events[name]).filter((event) => event !== undefined);
  const payloads = new Map<string, Payload>();
  for (const event of events) {
    const payload = exampleFor(event, architecture);
    if (payload === undefined) return `no example of ${event.name} could be made: give it one`;
    payloads.set(event.name, payload);
  }
  const start = architecture.events[saga.starts];
  const startOf = (number: number) => {
    const path = paths[saga.starts] ?? saga.key;
    const data = start && varyPayload(start, architecture, path, number);
    return data === undefined ? undefined : { key: String(valueAt(data, path)), data };
  };
  const one = startOf(1);
  if (one === undefined) return `no two keys of ${saga.starts} could be made`;
  const value = valueAt(one.data, paths[saga.starts] ?? saga.key);
  const misfit = events.find((event) => !carriesKey(architecture, event, paths, payloads, value));
  if (misfit !== undefined) return `a key of ${saga.starts} does not fit ${misfit.name}`;
  const { name, style, starts, completes, aborts } = saga;
  return {
    ...{ saga: name, style, starter, coordinator, starts, completes, aborts, paths, parts, payloads },
    completesType: architecture.events[completes]?.type ?? completes,
    steps: saga.steps.map((step) => step.name),
    acts: actsOf(saga),
    startOf,
  };
}

function carriesKey(
  architecture: Architecture,
  event: EventContract,
  paths: SagaPlay['paths'],
  payloads: SagaPlay['payloads'],
  value: unknown,
): boolean {
  const path = paths[event.name];
  return (
    path !== undefined &&
    fitsEvent(event, architecture, withValue(payloads.get(event.name), path, value)) &&
    valueAt(payloads.get(event.name), path) !== undefined
  );
}

type OpenPart = Omit<SagaPart, 'service'> & { readonly by?: string };

/** Steps and undoings; of choreographies, a step follows from the success before it. */
function partsOf(saga: Saga): readonly OpenPart[] {
  if (saga.style === 'orchestration') {
    return saga.steps.flatMap(({ name: step, command, succeeds, fails, compensation }) => [
      {
        ...{ event: command, saga: saga.name, step, undoes: false, answer: succeeds },
        ...(fails !== undefined && { refusal: fails }),
      },
      ...(compensation === undefined
        ? []
        : [{ event: compensation.command, saga: saga.name, step, undoes: true, answer: compensation.done }]),
    ]);
  }
  return saga.steps.flatMap(({ name: step, service, succeeds, fails, compensated }, index) => {
    const handler = reactionName({ saga, step: { name: step } });
    const base = { saga: saga.name, step, by: service };
    return [
      {
        ...{ ...base, event: saga.steps[index - 1]?.succeeds ?? saga.starts, handler, undoes: false },
        ...{ answer: succeeds, ...(fails !== undefined && { refusal: fails }) },
      },
      ...(compensated === undefined
        ? []
        : [{ ...base, event: saga.aborts, handler: `${handler}/undo`, undoes: true, answer: compensated }]),
    ];
  });
}

interface PartTaker {
  readonly service: Service;
  readonly subscription: Service['subscriptions'][number];
  /** Undefined: by its nature what it answers with. */
  readonly publishes: readonly string[] | undefined;
}

/** The service that does a part, or why none can be had to. */
function castPart(architecture: Architecture, environment: string, part: OpenPart): Service | string {
  const { event, step } = part;
  const takers = Object.values(architecture.services).flatMap((service): PartTaker[] => {
    if (part.by === undefined)
      return viewHandlers(architecture, service)
        .filter((handler) => handler.event.name === event)
        .map(({ subscription, publishes }) => ({ service, subscription, publishes }));
    const subscription = service.name === part.by ? sagaSubscription(service, part.saga, event) : undefined;
    return subscription === undefined ? [] : [{ service, subscription, publishes: undefined }];
  });
  const [taker, second] = takers;
  if (taker === undefined) return `no handler takes ${event} for step ${step}`;
  if (second !== undefined) return `several handlers take ${event}`;
  const { service, subscription, publishes } = taker;
  if (!keepsOutbox(architecture, service, environment)) return `${service.name} has no outbox`;
  const answers = [part.answer, ...(part.refusal === undefined ? [] : [part.refusal])];
  const unsaid = answers.find((answer) => publishes?.includes(answer) === false);
  if (unsaid !== undefined) return `the handler of ${event} in ${service.name} does not publish ${unsaid}`;
  const settings = resolveSubscription(architecture, service, subscription, environment).values;
  return whyLeftOut(subscription, settings) === undefined
    ? service
    : `${service.name} may leave ${event} out, or take it twice, by the design`;
}

/** A saga that nothing is waited for in has no late answer. */
function actsOf(saga: Saga): readonly Act[] {
  const acts = saga.steps.flatMap((step): Act[] => {
    const isAwaited = saga.style === 'choreography' ? saga.timeout !== undefined : 'timeout' in step;
    const { name, fails } = step;
    return [
      ...(fails === undefined ? [] : [{ kind: 'fails' as const, step: name }]),
      ...(isAwaited ? (['silent', 'late'] as const).map((kind) => ({ kind, step: name })) : []),
      ...(isAwaited && fails !== undefined ? [{ kind: 'late-failure' as const, step: name }] : []),
    ];
  });
  return [{ kind: 'well', step: '' }, ...acts];
}
