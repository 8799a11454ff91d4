import type { Graph } from '../graph/graph.ts';
import { readableGraph } from '../graph/readable-graph.ts';
import type { Layout, LayoutInput } from '../layout/layout.ts';
import { buildScene, draftScene } from './build-scene.ts';
import type { Scene } from './scene.ts';

/** A graph as a scene, laid out here and now. */
export function drawScene(graph: Graph, layout: (input: LayoutInput) => Layout): Scene {
  const draft = draftScene(readableGraph(graph));
  return buildScene(draft, layout(draft.input));
}
