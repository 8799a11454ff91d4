import type { Design } from '../draw/drawing.ts';
import { elementId, type Graph } from '../draw/graph/graph.ts';
import { elementsIn, partOf } from '../draw/graph/narrow-graph.ts';
import { readableGraph } from '../draw/graph/readable-graph.ts';
import { buildScene, draftScene } from '../draw/scene/build-scene.ts';
import type { Scene } from '../draw/scene/scene.ts';
import { findView } from '../draw/views.ts';
import type { SiteInput } from './site-input.ts';

/** Draws what pages show. */
export interface Painter {
  /** A view of the whole; undefined where it would show nothing. */
  whole(view: Scene['view'], environment?: string): Promise<Scene | undefined>;
  /** An event, and who has to do with it. */
  aroundEvent(name: string): Promise<Scene>;
  /** A service, what it publishes and takes, and with whom. */
  aroundService(name: string): Promise<Scene>;
  /** What stands in a domain, and what that is joined to. */
  aroundDomain(name: string): Promise<Scene>;
  /** The states of one saga. */
  saga(name: string): Promise<Scene>;
}

/** More things than this are looked at in the whole picture. */
const mostPeers = 40;

/** Graphs are made once, pictures where they are asked for. */
export function createPainter(design: Design, layout: SiteInput['layout']): Painter {
  const graphs = new Map<string, Graph>();
  const graphOf = (view: Scene['view'], environment?: string): Graph => {
    const key = `${view} ${environment ?? ''}`;
    const known = graphs.get(key);
    if (known !== undefined) return known;
    const graph = findView(view)?.graph(design, environment === undefined ? {} : { environment });
    if (graph === undefined) throw new Error(`there is no view ${view}`);
    graphs.set(key, graph);
    return graph;
  };
  const draw = async (graph: Graph): Promise<Scene> => {
    const draft = draftScene(readableGraph(graph));
    return buildScene(draft, await layout(draft.input));
  };
  return {
    whole: async (view, environment) => {
      const graph = graphOf(view, environment);
      return graph.nodes.length === 0 ? undefined : draw(graph);
    },
    aroundEvent: (name) => draw(partOf(graphOf('flow'), new Set([elementId.event(name)]), 1)),
    aroundService: (name) => {
      const centre = new Set([elementId.service(name)]);
      const wide = partOf(graphOf('flow'), centre, 2);
      return draw(wide.nodes.length <= mostPeers ? wide : partOf(graphOf('flow'), centre, 1));
    },
    aroundDomain: (name) => {
      const flow = graphOf('flow');
      return draw(partOf(flow, elementsIn(flow, name), 1));
    },
    saga: (name) => draw(partOf(graphOf('sagas'), new Set([elementId.saga(name)]), 0)),
  };
}
