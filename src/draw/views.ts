import type { Design } from './drawing.ts';
import { dataGraph } from './graph/data-graph.ts';
import { flowGraph } from './graph/flow-graph.ts';
import type { Graph, ViewId } from './graph/graph.ts';
import { infraGraph } from './graph/infra-graph.ts';
import { mapGraph } from './graph/map-graph.ts';
import { sagaGraph } from './graph/saga-graph.ts';
import { timelineGraph } from './graph/timeline-graph.ts';
import type { ViewOptions } from './graph/view-options.ts';

/** A way of looking at a design. */
export interface View {
  readonly id: ViewId;
  /** One word, for tabs. */
  readonly word: string;
  /** One line: what it shows. */
  readonly title: string;
  graph(design: Design, options: ViewOptions): Graph;
}

/** Every view, in the order in which a newcomer looks at a system. */
export const views: readonly View[] = [
  { id: 'map', word: 'Map', title: 'domains, and how much goes from one to another', graph: mapGraph },
  { id: 'flow', word: 'Flow', title: 'services and the events between them', graph: flowGraph },
  {
    id: 'sagas',
    word: 'Sagas',
    title: 'steps, how each is undone, and what happens without an answer',
    graph: sagaGraph,
  },
  {
    id: 'timeline',
    word: 'Timeline',
    title: 'what happens because of what, from left to right',
    graph: timelineGraph,
  },
  {
    id: 'data',
    word: 'Data',
    title: 'what events carry, shared types, tables of projections',
    graph: dataGraph,
  },
  {
    id: 'infra',
    word: 'Infra',
    title: 'brokers, topics and dead letters of an environment',
    graph: infraGraph,
  },
];

/** The view of an id. */
export function findView(id: string): View | undefined {
  return views.find((view) => view.id === id);
}
