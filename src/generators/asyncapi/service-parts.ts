import type {
  Aggregate,
  Architecture,
  EventContract,
  Projection,
  Saga,
  Service,
} from '../../model/architecture.ts';
import { groupBy } from '../../model/group-by.ts';
import type { ArchitectureIndex } from '../../model/query.ts';
import { eventsOf } from '../../model/query.ts';

/** What the document of a service holds. */
export interface ServiceParts {
  /** What it publishes or takes. */
  readonly events: readonly EventContract[];
  /** What its aggregates store and it does not publish: private, in no channel. */
  readonly stored: readonly EventContract[];
  readonly aggregates: readonly Aggregate[];
  readonly projections: readonly Projection[];
  readonly sagas: readonly Saga[];
}

/** Parts of the design by the service whose document holds them; of externals and of nobody under ''. */
export type PartsByService = ReadonlyMap<string, ServiceParts>;

/** The key of what belongs to the system as a whole. */
export const systemParts = '';

/** Gives each part of the design to a document. Events stand in the document of each service that uses them. */
export function divideDesign(architecture: Architecture, index: ArchitectureIndex): PartsByService {
  const { services, events } = architecture;
  const ownerOf = (service: string | undefined): string =>
    service === undefined || services[service] === undefined || services[service].external
      ? systemParts
      : service;
  const aggregates = groupBy(Object.values(architecture.aggregates), ({ service }) => ownerOf(service));
  const projections = groupBy(Object.values(architecture.projections), ({ service }) => ownerOf(service));
  const sagas = groupBy(Object.values(architecture.sagas), (saga) =>
    ownerOf(saga.style === 'orchestration' ? saga.coordinator : starterOf(saga, index)?.name),
  );
  const parts = new Map<string, ServiceParts>();
  const placed = new Set<string>();
  for (const service of Object.values(services)) {
    if (service.external) continue;
    const used = [...service.publications, ...service.subscriptions].map(({ event }) => event);
    const own = new Set(used);
    const stored = (aggregates.get(service.name) ?? []).flatMap((aggregate) => aggregate.events);
    const kept = new Set(stored.filter((event) => !own.has(event)));
    for (const event of [...own, ...kept]) placed.add(event);
    parts.set(service.name, {
      events: eventsOf(architecture, own),
      stored: eventsOf(architecture, kept),
      aggregates: aggregates.get(service.name) ?? [],
      projections: projections.get(service.name) ?? [],
      sagas: sagas.get(service.name) ?? [],
    });
  }
  parts.set(systemParts, {
    events: Object.values(events).filter(({ name }) => !placed.has(name)),
    stored: [],
    aggregates: aggregates.get(systemParts) ?? [],
    projections: projections.get(systemParts) ?? [],
    sagas: sagas.get(systemParts) ?? [],
  });
  return parts;
}

function starterOf(saga: Saga, index: ArchitectureIndex): Service | undefined {
  return index.publishersOf(saga.starts)[0]?.service;
}
