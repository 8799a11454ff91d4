import type { Place } from '../../diagnostics/diagnostic.ts';
import { elementId } from '../../draw/graph/graph.ts';
import type { Architecture } from '../../model/architecture.ts';
import type { ElementSummary } from '../api.ts';

/** An element and where it is written. */
export interface PlacedElement extends ElementSummary {
  readonly at: Place;
}

/** Everything in a design that can be selected, in the order in which it is written; domains first. */
export function listElements(architecture: Architecture): readonly PlacedElement[] {
  const { domains, services, events, topics, projections, aggregates, sagas } = architecture;
  const domainOf = (service: string): string => services[service]?.domain ?? '';
  return [
    ...Object.values(domains).map(
      ({ name, description = '', at }): PlacedElement => ({
        id: elementId.domain(name),
        kind: 'domain',
        name,
        domain: name,
        about: description,
        at,
      }),
    ),
    ...Object.values(services).map(
      ({ name, domain, description = '', external, at }): PlacedElement => ({
        id: elementId.service(name),
        kind: external ? 'external' : 'service',
        name,
        domain,
        about: description,
        at,
      }),
    ),
    ...Object.values(events).map(
      ({ name, domain, kind, summary = '', tags, at }): PlacedElement => ({
        id: elementId.event(name),
        kind: kind === 'command' ? 'command' : 'event',
        name,
        domain: domains[domain] === undefined ? '' : domain,
        about: [summary, ...tags].join(' '),
        at,
      }),
    ),
    ...Object.values(sagas).map(
      (saga): PlacedElement => ({
        id: elementId.saga(saga.name),
        kind: 'saga',
        name: saga.name,
        domain: saga.style === 'orchestration' ? domainOf(saga.coordinator) : '',
        about: saga.description ?? '',
        at: saga.at,
      }),
    ),
    ...Object.values(projections).map(
      ({ name, service, description = '', at }): PlacedElement => ({
        id: elementId.projection(name),
        kind: 'projection',
        name,
        domain: domainOf(service),
        about: description,
        at,
      }),
    ),
    ...Object.values(aggregates).map(
      ({ name, service, description = '', at }): PlacedElement => ({
        id: elementId.aggregate(name),
        kind: 'aggregate',
        name,
        domain: domainOf(service),
        about: description,
        at,
      }),
    ),
    ...Object.values(topics).map(
      ({ name, domain, description = '', at }): PlacedElement => ({
        id: elementId.topic(name),
        kind: 'topic',
        name,
        domain: domains[domain] === undefined ? '' : domain,
        about: description,
        at,
      }),
    ),
  ];
}

/** Finds the element that a place lies in: the nearest above it. */
export function createElementFinder(
  elements: readonly PlacedElement[],
  placeOf: (place: Place) => Place,
): (place: Place) => string | undefined {
  const ids = new Map<string, string>();
  for (const { id, at } of elements) {
    const key = keyOf(placeOf(at));
    // A topic that nobody wrote stands where its first event does: the event is meant.
    if (!ids.has(key)) ids.set(key, id);
  }
  return (place) => {
    for (let length = place.path.length; length > 0; length--) {
      const id = ids.get(keyOf({ file: place.file, path: place.path.slice(0, length) }));
      if (id !== undefined) return id;
    }
    return undefined;
  };
}

function keyOf({ file, path }: Place): string {
  return JSON.stringify([file, ...path.map(String)]);
}
