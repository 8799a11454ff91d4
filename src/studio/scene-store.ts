import type { Design } from '../draw/drawing.ts';
import { collapseGroups } from '../draw/graph/collapse-groups.ts';
import type { Graph, NodeKind } from '../draw/graph/graph.ts';
import { keepNodes, narrowGraph } from '../draw/graph/narrow-graph.ts';
import { readableGraph } from '../draw/graph/readable-graph.ts';
import { arrangeLayout } from '../draw/layout/arrange-layout.ts';
import { continueLayout, type LaidOut, laidOutWhole } from '../draw/layout/continue-layout.ts';
import type { Layout, LayoutInput } from '../draw/layout/layout.ts';
import type { LayoutFile } from '../draw/layout/layout-file.ts';
import { buildScene, draftScene, type NodeMemory } from '../draw/scene/build-scene.ts';
import type { Scene } from '../draw/scene/scene.ts';
import { findView } from '../draw/views.ts';
import type { SceneMarks } from './api.ts';
import type { ComparedDesigns } from './compare/create-comparer.ts';
import { joinGraphs } from './compare/join-graphs.ts';

/** Lays out what was drafted, in a time that is bounded. */
export type LayoutService = (input: LayoutInput) => Promise<Layout>;

/** What is to be seen of a view. */
export interface SceneQuery {
  readonly view: string;
  readonly environment?: string;
  /** Elements that are looked at, with what is joined to them by so many edges. */
  readonly focus: readonly string[];
  readonly depth: number;
  /** Boxes that are shown as one thing. */
  readonly collapsed: readonly string[];
  /** Kinds that are not shown. */
  readonly hidden: readonly string[];
}

/** A scene, and what became of the things in it where two designs are compared. */
export interface DrawnScene {
  readonly scene: Scene;
  readonly marks?: SceneMarks;
}

export interface SceneStore {
  /** Undefined where there is no such view. */
  draw(
    design: Design,
    query: SceneQuery,
    places: LayoutFile,
    compared?: ComparedDesigns,
  ): Promise<DrawnScene | undefined>;
  /** The design has changed: scenes are drawn anew. Layouts of what is the same stay known. */
  forget(): void;
  /** What is seen of a view from now on is laid out as if it had never been seen. */
  layOutAnew(view: string): void;
}

const mostLayouts = 200;

/** Ways of looking at a view from which a changed design goes on. */
const mostLooks = 20;

/**
 * Draws scenes once for each way of looking, and layouts once for each structure. What is small enough to be laid out as one
 * goes on from what was seen the same way before: after a change, what stood there stays.
 */
export function createSceneStore(layout: LayoutService): SceneStore {
  const scenes = new Map<string, Promise<DrawnScene>>();
  const layouts = new Map<string, Promise<LaidOut>>();
  /** Things as they were drawn last, by view: few of them are others after a change. */
  const memories = new Map<string, NodeMemory>();
  /** What was laid out last, by view, then by the way of looking. */
  const seen = new Map<string, Map<string, LaidOut>>();

  const layoutOnce = async (input: LayoutInput, view: string, look: string): Promise<Layout> => {
    const key = JSON.stringify(input);
    const before = seen.get(view)?.get(look);
    const made = layouts.get(key) ?? layOut(input, before);
    keepNewest(layouts, key, made, mostLayouts);
    made.catch(() => layouts.delete(key));
    const laid = await made;
    const looks = seen.get(view) ?? new Map<string, LaidOut>();
    seen.set(view, keepNewest(looks, look, laid, mostLooks));
    return laid.layout;
  };
  const layOut = async (input: LayoutInput, before: LaidOut | undefined): Promise<LaidOut> =>
    (before === undefined ? undefined : continueLayout(before, input)) ??
    laidOutWhole(input, await layout(input));

  return {
    draw: (design, query, places, compared) => {
      const view = findView(query.view);
      if (view === undefined) return Promise.resolve(undefined);
      const key = JSON.stringify([query, compared?.key]);
      const drawn = scenes.get(key);
      if (drawn !== undefined) return drawn;
      const { environment } = query;
      const graphOf = (of: Design): Graph => view.graph(of, environment === undefined ? {} : { environment });
      const joined =
        compared === undefined
          ? undefined
          : joinGraphs(graphOf(compared.before), graphOf(compared.after), compared.changed);
      const known = memories.get(view.id) ?? new Map();
      memories.set(view.id, known);
      const graph = readableGraph(seenGraph(joined?.graph ?? graphOf(design), query));
      const draft = draftScene(graph, known);
      // What is looked at closely is laid out for itself.
      const arrangement = query.focus.length === 0 ? places.views[view.id] : undefined;
      const made = layoutOnce(draft.input, view.id, key).then((laid): DrawnScene => {
        const scene = buildScene(draft, arrangeLayout(laid, draft.input, arrangement));
        return joined === undefined ? { scene } : { scene, marks: joined.marks };
      });
      scenes.set(key, made);
      made.catch(() => scenes.delete(key));
      return made;
    },
    forget: () => scenes.clear(),
    layOutAnew: (view) => {
      seen.delete(view);
      // What is known of other views is what they were seen like last, and comes out the same.
      layouts.clear();
      scenes.clear();
    },
  };
}

/** Puts a value at the end of a map, which drops what was put there longest ago. */
function keepNewest<T>(map: Map<string, T>, key: string, value: T, most: number): Map<string, T> {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value ?? '');
  return map;
}

function seenGraph(graph: Graph, { focus, depth, collapsed, hidden }: SceneQuery): Graph {
  const narrowed = focus.length === 0 ? graph : narrowGraph(graph, new Set(focus), depth);
  const folded = collapsed.length === 0 ? narrowed : collapseGroups(narrowed, new Set(collapsed));
  if (hidden.length === 0) return folded;
  const kinds = new Set<string>(hidden satisfies readonly string[] as readonly NodeKind[]);
  return keepNodes(folded, new Set(folded.nodes.flatMap(({ id, kind }) => (kinds.has(kind) ? [] : [id]))));
}
