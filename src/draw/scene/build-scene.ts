import type { Graph, GraphGroup } from '../graph/graph.ts';
import type { Box, Layout, LayoutInput, Point } from '../layout/layout.ts';
import { fitsAtOnce, isDense } from '../layout/layout-graph.ts';
import { bundlesOf } from './bundles.ts';
import { drawableText, fitText, measureText } from './measure-text.ts';
import { labelOf, placeEdge } from './place-edge.ts';
import { placeLabels } from './place-labels.ts';
import { type DraftNode, placeNode } from './place-node.ts';
import { fontSizes, type Scene, type SceneGroup } from './scene.ts';

/** Room around a picture, in px. */
export const sceneMargin = 24;

/** A graph whose nodes have their sizes: what a layout needs, and what a scene is made from when there is one. */
export interface DraftScene {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, DraftNode>;
  readonly input: LayoutInput;
}

/** Nodes that were given their sizes, by all that was said of them: for who draws again and again. */
export type NodeMemory = Map<string, DraftNode>;

/** Gives everything in a graph its size. A memory holds the nodes of one graph: what the last one did not have is forgotten. */
export function draftScene(graph: Graph, memory?: NodeMemory): DraftScene {
  const nodes = new Map(
    memory === undefined
      ? graph.nodes.map((node) => [node.id, placeNode(node)])
      : placeNodes(graph.nodes, memory),
  );
  return {
    graph,
    nodes,
    input: {
      nodes: [...nodes.values()].map(({ id, width, height, group }) => ({
        id,
        width,
        height: height,
        ...(group === undefined ? {} : { group }),
      })),
      edges: graph.edges.map((edge) => {
        const label = labelOf(edge);
        return {
          id: edge.id,
          from: edge.from,
          to: edge.to,
          ...(edge.turned === undefined ? {} : { turned: edge.turned }),
          ...(label === undefined ? {} : { label: { width: label.width + 10, height: 16 } }),
        };
      }),
      groups: graph.groups.map((group) => ({ id: group.id, width: titleWidth(group) })),
      direction: 'right',
      ...(graph.boxed === undefined ? {} : { boxed: graph.boxed }),
      ...(graph.lanes === undefined
        ? {}
        : {
            lanes: {
              lanes: graph.lanes.lanes.map(({ id }) => id),
              perBand: graph.lanes.perBand,
              cells: graph.lanes.cells,
            },
          }),
    },
  };
}

function placeNodes(nodes: Graph['nodes'], memory: NodeMemory): [string, DraftNode][] {
  const known = new Map(memory);
  memory.clear();
  return nodes.map((node) => {
    const key = JSON.stringify(node);
    const draft = known.get(key) ?? placeNode(node);
    memory.set(key, draft);
    return [node.id, draft];
  });
}

/** Puts everything where a layout says. */
export function buildScene({ graph, nodes }: DraftScene, layout: Layout): Scene {
  const placed = new Map(
    [...nodes.values()].flatMap((node) => {
      const box = layout.nodes[node.id];
      if (box === undefined) return [];
      return [[node.id, { ...node, x: round(box.x + sceneMargin), y: round(box.y + sceneMargin) }] as const];
    }),
  );
  const groups = graph.groups.flatMap((group) => {
    const box = layout.groups[group.id];
    return box === undefined ? [] : [placeGroup(group, box)];
  });
  const labelled = graph.edges.flatMap((edge) => {
    const label = labelOf(edge);
    const route = layout.edges[edge.id];
    return label === undefined || route === undefined
      ? []
      : [{ id: edge.id, route: moved(route), width: label.width + 10 }];
  });
  // Where nearly all are joined to nearly all, nobody could tell which line a label belongs to.
  const labels = isDense(graph)
    ? new Map<string, Point>()
    : placeLabels(labelled, [...placed.values(), ...groups.map(titleBox)]);
  const left = labelled.length - labels.size;
  return {
    view: graph.view,
    title: drawableText(graph.title),
    width: Math.ceil(layout.width + 2 * sceneMargin),
    height: Math.ceil(layout.height + 2 * sceneMargin),
    groups,
    edges: graph.edges.flatMap((edge) => {
      const route = layout.edges[edge.id];
      const from = placed.get(edge.from);
      const to = placed.get(edge.to);
      if (route === undefined || from === undefined || to === undefined) return [];
      const label = labels.get(edge.id);
      return [
        placeEdge(edge, { points: moved(route).points, ...(label === undefined ? {} : { label }) }, from, to),
      ];
    }),
    nodes: [...placed.values()],
    bundles: fitsAtOnce(graph) ? [] : bundlesOf(graph, groups),
    remarks:
      left === 0
        ? graph.remarks
        : [...graph.remarks, `${left === 1 ? '1 label has' : `${left} labels have`} no room: not drawn`],
    laidOutBy: layout.by,
  };
}

function moved({ points, label }: Layout['edges'][string]): Layout['edges'][string] {
  const move = ({ x, y }: { x: number; y: number }) => ({ x: x + sceneMargin, y: y + sceneMargin });
  return { points: points.map(move), ...(label === undefined ? {} : { label: move(label) }) };
}

/** What the title of a box covers. */
function titleBox(group: SceneGroup): Box {
  const [name, fact] = group.texts;
  const width =
    measureText(name?.text ?? '', fontSizes.title, 'bold') +
    (fact === undefined ? 0 : measureText(fact.text, fontSizes.fact, 'regular') + 10);
  return { x: group.x + 12, y: group.y + 10, width: width + 8, height: 20 };
}

function placeGroup(group: GraphGroup, box: Box): SceneGroup {
  const { name, fact } = titleOf(group);
  return {
    id: group.id,
    kind: group.kind,
    name: drawableText(group.name),
    x: round(box.x + sceneMargin),
    y: round(box.y + sceneMargin),
    width: round(box.width),
    height: round(box.height),
    texts: [
      { role: 'title', x: 16, y: 24, text: name },
      ...(fact === ''
        ? []
        : [
            {
              role: 'fact',
              x: 16 + measureText(name, fontSizes.title, 'bold') + 10,
              y: 24,
              text: fact,
            } as const,
          ]),
    ],
  };
}

function titleOf({ name, fact = '' }: GraphGroup): { readonly name: string; readonly fact: string } {
  return {
    name: fitText(drawableText(name), 260, fontSizes.title, 'bold'),
    fact: fitText(drawableText(fact), 320, fontSizes.fact, 'regular'),
  };
}

function titleWidth(group: GraphGroup): number {
  const { name, fact } = titleOf(group);
  return measureText(name, fontSizes.title, 'bold') + measureText(fact, fontSizes.fact, 'regular') + 26;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
