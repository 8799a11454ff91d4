import type { Graph } from '../../draw/graph/graph.ts';
import type { ChangeMark, SceneMarks } from '../api.ts';

/** A graph that holds what either of two designs has, and what became of each thing. */
export interface JoinedGraph {
  readonly graph: Graph;
  readonly marks: SceneMarks;
}

/**
 * One picture of a view before and after: what is gone stays in it, where it stood. Lanes have no room for what is
 * gone; it is counted there.
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
  if (after.lanes !== undefined) {
    const remark = `${gone.length} removed ${gone.length === 1 ? 'thing is' : 'things are'} not shown in lanes`;
    return { graph: gone.length === 0 ? after : { ...after, remarks: [...after.remarks, remark] }, marks };
  }
  return {
    graph: {
      ...after,
      nodes: [...after.nodes, ...gone],
      edges: [...after.edges, ...before.edges.filter(({ id }) => !newEdges.has(id))],
      groups: [...after.groups, ...before.groups.filter(({ id }) => !groups.has(id))],
    },
    marks,
  };
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id));
}
