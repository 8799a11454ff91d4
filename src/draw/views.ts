import type { Design } from './drawing.ts';
import { flowGraph } from './graph/flow-graph.ts';
import type { Graph, ViewId } from './graph/graph.ts';

/** A way of looking at a design. */
export interface View {
  readonly id: ViewId;
  /** One word, for tabs. */
  readonly word: string;
  /** One line: what it shows. */
  readonly title: string;
  graph(design: Design, options: ViewOptions): Graph;
}

export interface ViewOptions {
  /** For what differs between environments; absent: the first one. */
  readonly environment?: string;
}

/** Every view, in the order in which a newcomer looks at a system. */
export const views: readonly View[] = [
  { id: 'flow', word: 'Flow', title: 'services and the events between them', graph: flowGraph },
];

/** The view of an id. */
export function findView(id: string): View | undefined {
  return views.find((view) => view.id === id);
}
