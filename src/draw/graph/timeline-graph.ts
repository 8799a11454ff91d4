import type { EventContract } from '../../model/architecture.ts';
import { findReactions, type Reactions } from '../../model/reactions.ts';
import { countOf, type Design } from '../drawing.ts';
import { createGraph, type GraphDraft } from './create-graph.ts';
import { eventNode } from './flow-graph.ts';
import { elementId, type Graph, type GraphGroup, type GraphNode } from './graph.ts';

/** Domains that have a lane each; where there are more, all events share one. */
const mostLanes = 6;

/**
 * The system along time, as an event model: from left to right what happens because of what, in lanes from the one who
 * begins over commands and events to those who take them. Each event has a column; who takes it stands below.
 */
export function timelineGraph(design: Design): Graph {
  const { architecture, index } = design;
  const graph = createGraph();
  const cells: { [node: string]: readonly [lane: number, column: number] } = {};
  const reactions = findReactions(architecture);
  const reacting = findReacting(design, reactions);
  const order = orderEvents(design, reactions);
  const columnOf = new Map(order.map(({ name }, column) => [name, column]));
  const told = [...new Set(order.filter(({ kind }) => kind !== 'command').map(({ domain }) => domain))];
  const lanesOfEvents =
    told.length > mostLanes
      ? [['events', 'Events'] as const]
      : told.map((domain) => [`events:${domain}`, `Events of ${domain}`] as const);
  const kinds: readonly (readonly [id: string, name: string])[] = [
    ['starts', 'Who begins'],
    ...(order.some(({ kind }) => kind === 'command') ? [['commands', 'Commands'] as const] : []),
    ...lanesOfEvents,
    ['takers', 'Who takes it'],
    ['models', 'Read models'],
  ];
  // A row of all columns would be too long to look at: it goes on below, in lanes of the same names.
  const perBand = Math.max(24, Math.ceil(Math.sqrt(order.length * 6)));
  const bands = Math.max(1, Math.ceil(order.length / perBand));
  const lanes = Array.from({ length: bands }, (_, band) =>
    kinds.map(([id, name]): GraphGroup => ({ id: `lane:${band}:${id}`, kind: 'lane', name })),
  ).flat();
  const put = (node: GraphNode, lane: string, column: number): string => {
    const band = Math.floor(column / perBand);
    const index = band * kinds.length + kinds.findIndex(([id]) => id === lane);
    cells[node.id] = [index, column % perBand];
    return graph.node({
      ...node,
      group: graph.group(lanes[index] ?? { id: lane, kind: 'lane', name: lane }),
    });
  };

  for (const [column, event] of order.entries()) {
    const lane =
      event.kind === 'command' ? 'commands' : told.length > mostLanes ? 'events' : `events:${event.domain}`;
    put(
      {
        ...eventNode(architecture, event),
        ...(index.subscribersOf(event.name).length === 0 ? { state: 'unheard' } : {}),
      },
      lane,
      column,
    );
  }
  for (const [column, event] of order.entries()) {
    const id = elementId.event(event.name);
    const carries = event.kind === 'command' ? 'command' : 'publish';
    for (const { service, by } of index.publishersOf(event.name)) {
      const isOwn = by.some(({ on, origin }) => on === undefined && origin.kind === 'written');
      if (!isOwn && reacting.has(JSON.stringify([service.name, event.name]))) continue;
      const from = put(
        {
          id: `starts:${service.name}:${event.name}`,
          element: elementId.service(service.name),
          kind: service.external ? 'external' : 'service',
          name: service.name,
        },
        'starts',
        column,
      );
      graph.edge({ from, to: id, kind: carries });
    }
    for (const { service, by } of index.subscribersOf(event.name)) {
      const projections = by.flatMap(({ origin }) => (origin.kind === 'projection' ? [origin.name] : []));
      for (const name of projections) {
        const projection = elementId.projection(name);
        if (!graph.has(projection)) {
          put({ id: projection, kind: 'projection', name, fact: service.name }, 'models', column);
        }
        graph.edge({ from: id, to: projection, kind: 'deliver' });
      }
      if (projections.length === by.length) continue;
      const taker = put(
        {
          id: `takes:${service.name}:${event.name}`,
          element: elementId.service(service.name),
          kind: service.external ? 'external' : 'service',
          name: service.name,
        },
        'takers',
        column,
      );
      graph.edge({ from: id, to: taker, kind: event.kind === 'command' ? 'command' : 'deliver' });
    }
  }
  addReactions(design, reactions, graph, columnOf);
  const alone = Object.keys(architecture.events).length - order.length;
  return graph.finish({
    view: 'timeline',
    title: `Timeline of ${architecture.system.title}`,
    remarks: alone === 0 ? [] : [`${countOf(alone, 'event')} that nobody publishes or takes: not drawn`],
    lanes: { lanes, perBand: kinds.length, cells },
  });
}

/** What a taker publishes because of what it took. */
function addReactions(
  { architecture, index }: Design,
  reactions: Reactions,
  graph: GraphDraft,
  columnOf: ReadonlyMap<string, number>,
): void {
  for (const cause of columnOf.keys()) {
    for (const { service } of index.subscribersOf(cause)) {
      const from = `takes:${service.name}:${cause}`;
      for (const next of reactions(service.name, cause)) {
        const event = architecture.events[next];
        if (event === undefined || !columnOf.has(next) || !graph.has(from)) continue;
        graph.edge({
          from,
          to: elementId.event(next),
          kind: event.kind === 'command' ? 'command' : 'publish',
        });
      }
    }
  }
}

/** Which service publishes which event because of another one: `["service","event"]`. */
function findReacting({ architecture, index }: Design, reactions: Reactions): ReadonlySet<string> {
  const found = new Set<string>();
  for (const cause of Object.keys(architecture.events)) {
    for (const { service } of index.subscribersOf(cause)) {
      for (const next of reactions(service.name, cause)) found.add(JSON.stringify([service.name, next]));
    }
  }
  return found;
}

/** Events in the order in which they can happen: each with what follows from it behind it, cycles cut where they close. */
function orderEvents({ architecture, index }: Design, reactions: Reactions): readonly EventContract[] {
  const events = Object.values(architecture.events).filter(
    ({ name }) => index.publishersOf(name).length + index.subscribersOf(name).length > 0,
  );
  const follows = (name: string): string[] =>
    index.subscribersOf(name).flatMap(({ service }) => reactions(service.name, name));
  const caused = new Set(events.flatMap(({ name }) => follows(name)));
  const order: EventContract[] = [];
  const seen = new Set<string>();
  const visit = (start: string): void => {
    const open = [start];
    for (let name = open.shift(); name !== undefined; name = open.shift()) {
      const event = architecture.events[name];
      if (event === undefined || seen.has(name)) continue;
      seen.add(name);
      order.push(event);
      open.unshift(...follows(name));
    }
  };
  for (const { name } of events) if (!caused.has(name)) visit(name);
  for (const { name } of events) visit(name);
  return order;
}
