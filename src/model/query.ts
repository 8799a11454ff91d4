import type { Architecture, EventContract, Publication, Service, Subscription } from './architecture.ts';
import { groupBy } from './group-by.ts';
import type { SchemaLookup } from './schema.ts';

/** Questions that everybody asks of a design, answered from indexes that are made once. */
export interface ArchitectureIndex {
  /** Services that may publish an event, each with the lines that say so. */
  publishersOf(event: string): readonly EventUse<Publication>[];
  /** Services that take an event, each with its subscriptions to it. */
  subscribersOf(event: string): readonly EventUse<Subscription>[];
  /** Aggregates that store an event, by name. */
  storedIn(event: string): readonly string[];
  /** Sagas that an event plays a part in, by name. */
  sagasOf(event: string): readonly string[];
}

export interface EventUse<T> {
  readonly service: Service;
  readonly by: readonly T[];
}

/** Makes the indexes of a design. Cost: one walk over its services, sagas and aggregates. */
export function indexArchitecture(architecture: Architecture): ArchitectureIndex {
  const publishers = new Map<string, EventUse<Publication>[]>();
  const subscribers = new Map<string, EventUse<Subscription>[]>();
  for (const service of Object.values(architecture.services)) {
    for (const [event, by] of groupBy(service.publications, ({ event }) => event))
      add(publishers, event, { service, by });
    for (const [event, by] of groupBy(service.subscriptions, ({ event }) => event))
      add(subscribers, event, { service, by });
  }
  const stored = new Map<string, string[]>();
  for (const aggregate of Object.values(architecture.aggregates)) {
    for (const event of aggregate.events) add(stored, event, aggregate.name);
  }
  const sagas = new Map<string, string[]>();
  for (const saga of Object.values(architecture.sagas)) {
    for (const event of eventsOfSaga(saga)) add(sagas, event, saga.name);
  }
  return {
    publishersOf: (event) => publishers.get(event) ?? [],
    subscribersOf: (event) => subscribers.get(event) ?? [],
    storedIn: (event) => stored.get(event) ?? [],
    sagasOf: (event) => sagas.get(event) ?? [],
  };
}

/** Every event and command that a saga names, each once, in the order of the run. */
export function eventsOfSaga(saga: Architecture['sagas'][string]): string[] {
  const names: (string | undefined)[] = [saga.starts];
  if (saga.style === 'orchestration') {
    for (const step of saga.steps) {
      names.push(
        step.command,
        step.succeeds,
        step.fails,
        step.compensation?.command,
        step.compensation?.done,
      );
    }
  } else {
    for (const step of saga.steps) names.push(step.succeeds, step.fails, step.compensated);
  }
  names.push(saga.completes, saga.aborts);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Events that aggregates of a service store, by their names. */
export function storedEvents({ aggregates }: Pick<Architecture, 'aggregates'>, service: string): Set<string> {
  const own = Object.values(aggregates).filter((aggregate) => aggregate.service === service);
  return new Set(own.flatMap(({ events }) => events));
}

/** Domains that are written, then those that services or events name all the same. */
export function domainNamesOf({ domains, services, events }: Architecture): readonly string[] {
  return [
    ...new Set([
      ...Object.keys(domains),
      ...Object.values(services).map(({ domain }) => domain),
      ...Object.values(events).map(({ domain }) => domain),
    ]),
  ].filter((name) => name !== '');
}

/** Whether only sidecars with their token may speak to the services of an environment: in all but `local`. */
export function needsTokens(environment: string): boolean {
  return environment !== 'local';
}

const lookups = new WeakMap<Architecture, SchemaLookup>();

/** Follows the references of a design's schemas; one value a design, so that what is found by it can be kept with it. */
export function schemasOf(architecture: Architecture): SchemaLookup {
  const before = lookups.get(architecture);
  if (before !== undefined) return before;
  const lookup: SchemaLookup = { schemaOf: (id) => architecture.schemas[id]?.schema };
  lookups.set(architecture, lookup);
  return lookup;
}

/** The events of these names that the design has. */
export function eventsOf(architecture: Architecture, names: Iterable<string>): EventContract[] {
  return [...names].map((name) => architecture.events[name]).filter((event) => event !== undefined);
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
