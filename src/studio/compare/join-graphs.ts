import type { Graph, GraphGroup, GraphNode } from '../../draw/graph/graph.ts';
import type { ChangeMark, SceneMarks } from '../api.ts';
import { joinLanes } from './join-lanes.ts';

/** A graph that holds what either of two designs has, and what became of each thing. */
export interface JoinedGraph {
  readonly graph: Graph;
  readonly marks: SceneMarks;
}

/**
 * One picture of a view before and after: what is gone stays in it, where it stood.
 * @param changed elements that are in both, and differ
 */
export function joinGraphs(before: Graph, after: Graph, changed: ReadonlySet<string>): JoinedGraph {
  const [oldNodes, newNodes] = [idsOf(before.nodes), idsOf(after.nodes)];
  const [oldEdges, newEdges] = [idsOf(before.edges), idsOf(after.edges)];
  const gone = before.nodes.filter(({ id }) => !newNodes.has(id));
  const groups = idsOf(after.groups);
  const marks: SceneMarks = {
    nodes: Object.fromEntries(
      [...after.nodes, ...gone].flatMap(({ id, element = id }): [string, ChangeMark][] => {
        if (!oldNodes.has(id)) return [[id, 'added']];
        if (!newNodes.has(id)) return [[id, 'removed']];
        return changed.has(element) ? [[id, 'changed']] : [];
      }),
    ),
    edges: Object.fromEntries(
      [...after.edges, ...before.edges].flatMap(({ id }): [string, ChangeMark][] => {
        if (!oldEdges.has(id)) return [[id, 'added']];
        return newEdges.has(id) ? [] : [[id, 'removed']];
      }),
    ),
  };
  const nodes = [...after.nodes, ...gone];
  const edges = [...after.edges, ...before.edges.filter(({ id }) => !newEdges.has(id))];
  if (before.lanes === undefined || after.lanes === undefined)
    return {
      graph: {
        ...after,
        nodes,
        edges,
        groups: [...after.groups, ...before.groups.filter(({ id }) => !groups.has(id))],
      },
      marks,
    };
  const lanes = joinLanes(before.lanes, after.lanes);
  const laneOf = ({ id }: GraphNode): GraphGroup | undefined => lanes.lanes[lanes.cells[id]?.[0] ?? -1];
  const used = new Set(nodes.map(laneOf));
  return {
    graph: {
      ...after,
      nodes: nodes.map((node) => {
        const lane = laneOf(node);
        return lane === undefined ? node : { ...node, group: lane.id };
      }),
      edges,
      groups: lanes.lanes.filter((lane) => used.has(lane)),
      lanes,
    },
    marks,
  };
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id));
}
