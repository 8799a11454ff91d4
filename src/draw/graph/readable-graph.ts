import { fitsAtOnce } from '../layout/layout-graph.ts';
import type { Graph } from './graph.ts';
import { splitGraph } from './split-graph.ts';

/** The graph as it is drawn: with references where it is too big to follow edges from box to box. */
export function readableGraph(graph: Graph): Graph {
  return graph.lanes !== undefined || (fitsAtOnce(graph) && graph.boxed !== true) ? graph : splitGraph(graph);
}
