import type {
  Architecture,
  Call,
  EventContract,
  Operation,
  Projection,
  Service,
  Subscription,
} from '../../model/architecture.ts';
import { serviceFolder } from '../../model/names.ts';
import { eventsOf, eventsOfSaga } from '../../model/query.ts';

/** What code is written for in a service: the model, seen from one service. Lists are in the order of the spec. */
export interface ServiceView {
  readonly service: Service;
  /** `services/todo-service` */
  readonly folder: string;
  /** What it may publish, from whichever of its code. */
  readonly published: readonly EventContract[];
  readonly handlers: readonly HandlerView[];
  /** Those that events of topics feed. */
  readonly projections: readonly ProjectionView[];
  /** Events whose data it sees: published, taken, stored by its aggregates, part of its sagas. */
  readonly events: readonly EventContract[];
  readonly operations: readonly Operation[];
  readonly calls: readonly CallView[];
  /** Designed, not generated yet; the projections are those that only an aggregate's store feeds. */
  readonly missing: {
    readonly aggregates: readonly string[];
    readonly projections: readonly string[];
    readonly sagas: readonly string[];
  };
}

/** A handler of the team's own. */
export interface HandlerView {
  readonly event: EventContract;
  readonly subscription: Subscription;
  /** What it may publish. */
  readonly publishes: readonly string[];
}

export interface ProjectionView {
  readonly projection: Projection;
  readonly sources: readonly ProjectionSource[];
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
export function viewService(architecture: Architecture, service: Service): ServiceView {
  const handlers = viewHandlers(architecture, service);
  const projections = Object.values(architecture.projections)
    .filter((projection) => projection.service === service.name)
    .map((projection) => viewProjection(architecture, service, projection));
  const aggregates = Object.values(architecture.aggregates).filter(
    (aggregate) => aggregate.service === service.name,
  );
  const sagas = Object.values(architecture.sagas).filter((saga) => takesPart(service, saga.name));
  const published = eventsOf(architecture, new Set(service.publications.map(({ event }) => event)));
  const seen = new Set([
    ...published.map(({ name }) => name),
    ...service.subscriptions.map(({ event }) => event),
    ...aggregates.flatMap((aggregate) => aggregate.events),
    ...sagas.flatMap((saga) => (coordinates(service, saga) ? eventsOfSaga(saga) : [])),
  ]);
  return {
    service,
    folder: serviceFolder(service.name),
    published,
    handlers,
    projections: projections.filter(({ sources }) => sources.length > 0),
    events: eventsOf(architecture, seen),
    operations: Object.values(service.operations),
    calls: viewCalls(architecture, service),
    missing: {
      aggregates: aggregates.map(({ name }) => name),
      projections: projections
        .filter(({ sources }) => sources.length === 0)
        .map(({ projection }) => projection.name),
      sagas: sagas.map(({ name }) => name),
    },
  };
}

function viewHandlers(architecture: Architecture, service: Service): HandlerView[] {
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
  return { projection, sources };
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

function coordinates(service: Service, saga: Architecture['sagas'][string]): boolean {
  return saga.style === 'orchestration' && saga.coordinator === service.name;
}

/** Names of the events that the service may publish of its own accord: from a request, a timer. */
export function ownEvents({ service }: ServiceView): string[] {
  const own = service.publications.filter(({ on, origin }) => on === undefined && origin.kind === 'written');
  return [...new Set(own.map(({ event }) => event))];
}
