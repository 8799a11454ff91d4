import type {
  Aggregate,
  Architecture,
  Call,
  EventContract,
  Operation,
  Projection,
  Saga,
  Service,
  ServiceSettings,
  Subscription,
} from '../../model/architecture.ts';
import { eventsOf, eventsOfSaga, storedEvents } from '../../model/query.ts';
import { reactionsOf, runsSaga, type SagaReaction, sagaSubscription } from '../../model/saga-parts.ts';
import {
  outermost,
  pathIn,
  type ServiceFolders,
  serviceFolders,
  wayTo,
} from '../../model/service-folders.ts';
import { repliesOf, type SagaBook, type SagaVersion } from '../saga-versions.ts';

/** What code is written for in a service: the model, seen from one service. Lists are in the order of the spec. */
export interface ServiceView {
  readonly service: Service;
  /** `services/todo-service` */
  readonly folder: string;
  /** Where its code lies, relative to the project. */
  readonly folders: ServiceFolders;
  /** What it may publish, from whichever of its code. */
  readonly published: readonly EventContract[];
  readonly handlers: readonly HandlerView[];
  readonly projections: readonly ProjectionView[];
  /** Whose events it stores. */
  readonly aggregates: readonly AggregateView[];
  /** Events whose data it sees: published, taken, stored by its aggregates, part of its sagas. */
  readonly events: readonly EventContract[];
  readonly operations: readonly Operation[];
  readonly calls: readonly CallView[];
  /** Sagas whose runs it keeps. */
  readonly sagas: readonly SagaView[];
  /** Steps of choreographies that are its own. */
  readonly reactions: readonly ReactionView[];
}

/** A handler of the team's own. */
export interface HandlerView {
  readonly event: EventContract;
  readonly subscription: Subscription;
  /** What it may publish. */
  readonly publishes: readonly string[];
}

/** A saga that the service coordinates, or a choreography that it starts and ends. */
export interface SagaView {
  readonly saga: Saga;
  /** Oldest first; the last is the design's. */
  readonly versions: readonly SagaVersion[];
  /** Events that it takes for the saga: the start of an orchestration, and all that tells of a step. */
  readonly taken: readonly TakenEvent[];
}

export interface TakenEvent {
  readonly event: EventContract;
  readonly subscription: Subscription;
}

/** A step of a choreography that the service takes upon itself. */
export interface ReactionView extends SagaReaction {
  readonly act: TakenEvent;
  readonly undone?: TakenEvent;
}

export interface ProjectionView {
  readonly projection: Projection;
  /** All events that feed it, in the order of the design. */
  readonly events: readonly EventContract[];
  /** Those that the service subscribes to. */
  readonly sources: readonly ProjectionSource[];
  /** Those that an aggregate of the service stores. */
  readonly stored: readonly EventContract[];
}

export interface AggregateView {
  readonly aggregate: Aggregate;
  readonly events: readonly StoredEventView[];
}

export interface StoredEventView {
  readonly event: EventContract;
  /** Whether the service publishes what it stores: its own `publishes` say so. */
  readonly published: boolean;
}

export interface ProjectionSource {
  readonly event: EventContract;
  readonly subscription: Subscription;
}

export interface CallView {
  readonly call: Call;
  readonly operation: Operation;
  readonly callee: Service;
}

/** Sees the design from one service. */
export function viewService(
  architecture: Architecture,
  service: Service,
  book: SagaBook,
  language: ServiceSettings['language'],
): ServiceView {
  const folders = serviceFolders(service, language);
  const handlers = viewHandlers(architecture, service);
  const projections = Object.values(architecture.projections)
    .filter((projection) => projection.service === service.name)
    .map((projection) => viewProjection(architecture, service, projection));
  const aggregates = Object.values(architecture.aggregates)
    .filter((aggregate) => aggregate.service === service.name)
    .map((aggregate) => viewAggregate(architecture, service, aggregate));
  const sagas = Object.values(architecture.sagas).filter((saga) => takesPart(service, saga.name));
  const published = eventsOf(architecture, new Set(service.publications.map(({ event }) => event)));
  const seen = new Set([
    ...published.map(({ name }) => name),
    ...service.subscriptions.map(({ event }) => event),
    ...aggregates.flatMap(({ events }) => events.map(({ event }) => event.name)),
    ...sagas.flatMap((saga) => (runsSaga(service, saga) ? eventsOfRun(saga) : [])),
  ]);
  return {
    service,
    folder: folders.root,
    folders,
    published,
    handlers,
    projections: projections.filter(({ events }) => events.length > 0),
    aggregates,
    events: eventsOf(architecture, seen),
    operations: Object.values(service.operations),
    calls: viewCalls(architecture, service),
    sagas: sagas
      .filter((saga) => runsSaga(service, saga))
      .map((saga) => viewSaga(architecture, service, saga, book.of(saga))),
    reactions: reactionsOf(service, sagas).flatMap((reaction) =>
      viewReaction(architecture, service, reaction),
    ),
  };
}

type CodeFolder =
  | 'handlers'
  | 'operations'
  | 'projections'
  | 'aggregates'
  | 'sagas'
  | 'upcasters'
  | 'tests'
  | 'source';

/** What a service's own code lies in, seen from its folder: what is compiled, and put into an image. */
export function codePaths(view: ServiceView): readonly string[] {
  const { folders } = view;
  const used = [
    folders.generated,
    folders.main,
    ...(view.handlers.length > 0 ? [folders.handlers] : []),
    ...(view.operations.length > 0 ? [folders.operations] : []),
    ...(view.projections.length > 0 ? [folders.projections] : []),
    ...(view.aggregates.length > 0 ? [folders.aggregates] : []),
    ...(view.sagas.length + view.reactions.length > 0 ? [folders.sagas] : []),
    ...(hasCodeUpcasters(view) ? [folders.upcasters] : []),
  ];
  const isMain = (path: string): boolean => path === folders.main;
  const holdsSome = used.some((path) => path.startsWith(`${folders.source}/`));
  const paths = outermost(holdsSome ? [folders.source, ...used] : used);
  const [files, rest] = [paths.filter(isMain), paths.filter((path) => !isMain(path))];
  return [...files, ...rest].map((path) => pathIn(folders.root, path));
}

/** The folder of migrations, seen from the service's own; undefined where it is the usual one. */
export function ownMigrations({ folder, folders }: ServiceView): string | undefined {
  const migrations = pathIn(folder, folders.migrations);
  return migrations === 'migrations' ? undefined : migrations;
}

/** Whether data of some event that it takes become newer by code of the service. */
export function hasCodeUpcasters(view: ServiceView): boolean {
  return takenEvents(view).some(({ previous }) => previous.some(({ upcast }) => upcast.by === 'code'));
}

/** What generated code imports people's from: `../handlers`. */
export function fromGenerated({ folders }: ServiceView, kind: CodeFolder): string {
  return wayTo(folders.generated, folders[kind]);
}

/** What code in a folder of the service imports generated code from: `../generated`. */
export function toGenerated({ folders }: ServiceView, kind: CodeFolder): string {
  return wayTo(folders[kind], folders.generated);
}

/** The handlers that people write for a service. */
export function viewHandlers(architecture: Architecture, service: Service): HandlerView[] {
  const written = service.subscriptions.filter(({ origin }) => origin.kind === 'written');
  return written.flatMap((subscription) => {
    const event = architecture.events[subscription.event];
    if (event === undefined) return [];
    const publishes = service.publications.filter(({ on }) => on === subscription.event);
    return [
      { event, subscription, publishes: [...new Set(publishes.map((publication) => publication.event))] },
    ];
  });
}

function viewProjection(
  architecture: Architecture,
  service: Service,
  projection: Projection,
): ProjectionView {
  const sources = service.subscriptions.flatMap((subscription) => {
    const { origin } = subscription;
    const event = architecture.events[subscription.event];
    if (event === undefined || origin.kind !== 'projection' || origin.name !== projection.name) return [];
    return [{ event, subscription }];
  });
  const own = storedEvents(architecture, service.name);
  const subscribed = new Set(sources.map(({ event }) => event.name));
  const from = eventsOf(architecture, new Set(projection.from));
  return {
    projection,
    sources,
    stored: from.filter(({ name }) => own.has(name)),
    events: from.filter(({ name }) => own.has(name) || subscribed.has(name)),
  };
}

function viewAggregate(architecture: Architecture, service: Service, aggregate: Aggregate): AggregateView {
  // What a saga publishes when it ends is published by the saga: the aggregate keeps it, and does not say it again.
  const written = service.publications.filter(({ origin }) => origin.kind === 'written');
  const published = new Set(written.map(({ event }) => event));
  return {
    aggregate,
    events: eventsOf(architecture, new Set(aggregate.events)).map((event) => ({
      event,
      published: published.has(event.name),
    })),
  };
}

function viewCalls(architecture: Architecture, service: Service): CallView[] {
  return service.calls.flatMap((call) => {
    const callee = architecture.services[call.service];
    const operation = callee?.operations[call.operation];
    return callee === undefined || operation === undefined ? [] : [{ call, operation, callee }];
  });
}

function takesPart(service: Service, saga: string): boolean {
  return [...service.publications, ...service.subscriptions].some(
    ({ origin }) => origin.kind === 'saga' && origin.name === saga,
  );
}

/** Events that whoever runs a saga sees; what the steps of a choreography tell each other is not its business. */
function eventsOfRun(saga: Saga): string[] {
  return saga.style === 'orchestration' ? eventsOfSaga(saga) : [saga.starts, saga.completes, saga.aborts];
}

function viewSaga(
  architecture: Architecture,
  service: Service,
  saga: Saga,
  versions: readonly SagaVersion[],
): SagaView {
  const isOrchestration = saga.style === 'orchestration';
  const told = versions.flatMap(({ steps }) =>
    isOrchestration
      ? steps.flatMap(repliesOf)
      : [
          ...steps.flatMap(({ fails = [] }) => fails),
          ...(steps.at(-1) ? [steps.at(-1)?.succeeds ?? ''] : []),
        ],
  );
  const names = new Set(isOrchestration ? [saga.starts, ...told] : told);
  return {
    saga,
    versions,
    taken: [...names].flatMap((name) => viewTaken(architecture, service, saga.name, name)),
  };
}

function viewReaction(architecture: Architecture, service: Service, reaction: SagaReaction): ReactionView[] {
  const { saga, on, undo } = reaction;
  const [act] = viewTaken(architecture, service, saga.name, on);
  const [undone] = undo === undefined ? [] : viewTaken(architecture, service, saga.name, undo.on);
  if (act === undefined) return [];
  return [{ ...reaction, act, ...(undone === undefined ? {} : { undone }) }];
}

function viewTaken(architecture: Architecture, service: Service, saga: string, name: string): TakenEvent[] {
  const event = architecture.events[name];
  const subscription = sagaSubscription(service, saga, name);
  return event === undefined || subscription === undefined ? [] : [{ event, subscription }];
}

/** Every event that the service subscribes to or reads from its store, each once. */
export function takenEvents(view: ServiceView): EventContract[] {
  const stored = view.aggregates.flatMap(({ events }) => events.map(({ event }) => event));
  return [...new Set([...stored, ...subscribedEvents(view)])];
}

/** Every event that the service subscribes to, each once. */
export function subscribedEvents(view: ServiceView): EventContract[] {
  return [
    ...new Set([
      ...view.handlers.map(({ event }) => event),
      ...view.projections.flatMap(({ sources }) => sources.map(({ event }) => event)),
      ...view.sagas.flatMap(({ taken }) => taken.map(({ event }) => event)),
      ...view.reactions.flatMap(({ act, undone }) => [act, undone].flatMap((taken) => taken?.event ?? [])),
    ]),
  ];
}

/** Names of the events that the service may publish of its own accord: from a request, a timer. */
export function ownEvents({ service }: ServiceView): string[] {
  const own = service.publications.filter(({ on, origin }) => on === undefined && origin.kind === 'written');
  return [...new Set(own.map(({ event }) => event))];
}
