import type { Graph } from './graph/graph.ts';
import { splitGraph } from './graph/split-graph.ts';
import type { Dot } from './layout/graphviz.ts';
import type { Layout, LayoutInput } from './layout/layout.ts';
import { fitsAtOnce, layoutGraph } from './layout/layout-graph.ts';
import { buildScene, draftScene } from './scene/build-scene.ts';
import type { Scene } from './scene/scene.ts';

/** Lays out what was drafted: here, in a worker, or from memory. */
export type LayoutEngine = (input: LayoutInput) => Layout;

/** A graph as a scene. What does not fit into one picture is drawn box by box. */
export function drawScene(graph: Graph, engine: LayoutEngine): Scene {
  const draft = draftScene(readableGraph(graph));
  return buildScene(draft, engine(draft.input));
}

/** An engine that works here and now. */
export function layoutWith(dot: Dot): LayoutEngine {
  return (input) => layoutGraph(input, dot);
}

/** The graph as it is drawn: with references where it is too big to follow edges from box to box. */
export function readableGraph(graph: Graph): Graph {
  return fitsAtOnce(graph) ? graph : splitGraph(graph);
}
