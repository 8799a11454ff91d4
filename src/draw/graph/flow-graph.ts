import type { Architecture, EventContract, Service } from '../../model/architecture.ts';
import { holdsPersonalData } from '../../model/personal-data.ts';
import { countOf, type Design } from '../drawing.ts';
import { createGraph, type GraphDraft } from './create-graph.ts';
import { type Badge, elementId, type Graph, type GraphNode } from './graph.ts';

/**
 * Services and the events between them, each in the box of its domain: who publishes, who takes, who calls. What a
 * projection takes goes to the projection.
 */
export function flowGraph(design: Design): Graph {
  const { architecture, index } = design;
  const graph = createGraph();
  for (const name of Object.keys(architecture.domains)) addDomain(graph, name);
  for (const service of Object.values(architecture.services)) addService(graph, service);
  for (const event of Object.values(architecture.events)) addEvent(graph, design, event);
  for (const projection of Object.values(architecture.projections)) {
    const owner = architecture.services[projection.service];
    const domain = addDomain(graph, owner?.domain ?? '');
    const id = graph.node({
      id: elementId.projection(projection.name),
      kind: 'projection',
      name: projection.name,
      fact: `read model, ${projection.consistency}`,
      ...(domain === undefined ? {} : { group: domain }),
    });
    if (owner !== undefined) graph.edge({ from: elementId.service(owner.name), to: id, kind: 'relation' });
  }
  for (const event of Object.values(architecture.events)) {
    const id = elementId.event(event.name);
    for (const { service } of index.publishersOf(event.name)) {
      graph.edge({ from: elementId.service(service.name), to: id, kind: publishes(event) });
    }
    for (const { service, by } of index.subscribersOf(event.name)) {
      for (const { origin } of by) {
        const to =
          origin.kind === 'projection' && architecture.projections[origin.name] !== undefined
            ? elementId.projection(origin.name)
            : elementId.service(service.name);
        graph.edge({ from: id, to, kind: event.kind === 'command' ? 'command' : 'deliver' });
      }
    }
  }
  addCalls(graph, architecture);
  return graph.finish({ view: 'flow', title: `Event flow of ${architecture.system.title}` });
}

function publishes({ kind }: EventContract): 'command' | 'publish' {
  return kind === 'command' ? 'command' : 'publish';
}

/** The box of a domain; none for what stands in no domain. */
export function addDomain(graph: GraphDraft, name: string): string | undefined {
  return name === '' ? undefined : graph.group({ id: elementId.domain(name), kind: 'domain', name });
}

/** A service with what it is made of. */
function addService(graph: GraphDraft, service: Service): string {
  const group = addDomain(graph, service.domain);
  const publishes = new Set(service.publications.map(({ event }) => event)).size;
  const takes = new Set(service.subscriptions.map(({ event }) => event)).size;
  const parts = [
    ...(publishes === 0 ? [] : [`${publishes} out`]),
    ...(takes === 0 ? [] : [`${takes} in`]),
    ...(Object.keys(service.operations).length === 0
      ? []
      : [countOf(Object.keys(service.operations).length, 'operation')]),
  ];
  return graph.node({
    id: elementId.service(service.name),
    kind: service.external ? 'external' : 'service',
    name: service.name,
    fact: [...(service.external ? ['external'] : []), ...parts].join(' · ') || 'no events',
    ...(group === undefined ? {} : { group }),
  });
}

function addEvent(graph: GraphDraft, design: Design, event: EventContract): void {
  const { architecture, index } = design;
  const group = architecture.domains[event.domain] === undefined ? undefined : addDomain(graph, event.domain);
  const takers = index.subscribersOf(event.name).length;
  graph.node({
    ...eventNode(architecture, event),
    ...(group === undefined ? {} : { group }),
    ...(takers === 0 ? { state: 'unheard' } : {}),
    ...(event.deprecated === undefined ? {} : { state: 'deprecated' }),
  });
}

/** An event or command, with what its contract says at a glance. */
export function eventNode({ schemas }: Architecture, event: EventContract): GraphNode {
  const key = event.key.map((path) => path.join('.')).join(' + ');
  const badges: Badge[] = [
    ...(holdsPersonalData(event.data, schemas) ? [{ kind: 'personal', text: 'personal' } as const] : []),
    ...(event.deprecated === undefined ? [] : [{ kind: 'note', text: 'deprecated' } as const]),
    ...(event.internal ? [{ kind: 'note', text: 'internal' } as const] : []),
  ];
  return {
    id: elementId.event(event.name),
    kind: event.kind === 'command' ? 'command' : 'event',
    name: event.name,
    fact: [event.version, key === '' ? 'no key' : `key ${key}`].join(' · '),
    ...(badges.length === 0 ? {} : { badges }),
  };
}

/** Synchronous calls, those from one service to another as one. */
function addCalls(graph: GraphDraft, { services }: Architecture): void {
  for (const { name, calls } of Object.values(services)) {
    const byTarget = new Map<string, Set<string>>();
    for (const { service, operation } of calls) {
      if (services[service] === undefined) continue;
      byTarget.set(service, (byTarget.get(service) ?? new Set()).add(operation));
    }
    for (const [target, operations] of byTarget) {
      const [first = ''] = operations;
      graph.edge({
        from: elementId.service(name),
        to: elementId.service(target),
        kind: 'call',
        label: operations.size === 1 ? first : countOf(operations.size, 'operation'),
        count: operations.size,
      });
    }
  }
}
