import { countOf } from '../drawing.ts';
import { edgeId, type Graph, type GraphEdge, type GraphNode } from './graph.ts';

/** A graph in which some boxes are one thing each; edges between the same two things become one that counts them. */
export function collapseGroups(graph: Graph, collapsed: ReadonlySet<string>): Graph {
  const groups = graph.groups.filter(({ id }) => collapsed.has(id));
  if (groups.length === 0) return graph;
  const standIns = groups.map(({ id, name }): GraphNode => {
    const inside = graph.nodes.filter(({ group }) => group === id).length;
    return {
      id: `collapsed:${id}`,
      element: id,
      kind: 'domain',
      name,
      fact: `${countOf(inside, 'thing')} inside`,
    };
  });
  const nodeOf = new Map(
    graph.nodes.map(({ id, group }) => [
      id,
      group !== undefined && collapsed.has(group) ? `collapsed:${group}` : id,
    ]),
  );
  const edges = new Map<string, GraphEdge>();
  for (const edge of graph.edges) {
    const from = nodeOf.get(edge.from) ?? edge.from;
    const to = nodeOf.get(edge.to) ?? edge.to;
    if (from === edge.from && to === edge.to) {
      edges.set(edge.id, edge);
      continue;
    }
    if (from === to) continue;
    const id = edgeId(edge.kind, from, to);
    const count = (edges.get(id)?.count ?? 0) + (edge.count ?? 1);
    edges.set(id, { id, from, to, kind: edge.kind, count, ...(count > 1 ? { label: String(count) } : {}) });
  }
  return {
    ...graph,
    nodes: [...graph.nodes.filter(({ id }) => nodeOf.get(id) === id), ...standIns],
    edges: [...edges.values()],
    groups: graph.groups.filter(({ id }) => !collapsed.has(id)),
  };
}
