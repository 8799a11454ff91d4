import { edgeId, elementOf, type Graph, type GraphEdge, type GraphNode, type NodeKind } from './graph.ts';

/** What lies between those who use it: they refer to it, not it to them. */
const carriers: ReadonlySet<NodeKind> = new Set(['event', 'command', 'topic', 'schema']);

/**
 * A graph whose boxes can be drawn one by one: what an edge leads to in another box stands as a reference in the box of
 * the one who uses it. No edge goes; a reader finds each box complete, and the way to the other by a click.
 */
export function splitGraph(graph: Graph): Graph {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const references = new Map<string, GraphNode>();
  const edges = graph.edges.map((edge): GraphEdge => {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (from === undefined || to === undefined || from.group === to.group) return edge;
    const [shared, user] = carriers.has(from.kind) ? [from, to] : [to, from];
    const reference = referenceTo(shared, user);
    references.set(reference.id, reference);
    const ends = shared === from ? { from: reference.id, to: to.id } : { from: from.id, to: reference.id };
    return { ...edge, ...ends, id: edgeId(edge.kind, ends.from, ends.to) };
  });
  return { ...graph, nodes: [...graph.nodes, ...references.values()], edges };
}

function referenceTo(node: GraphNode, user: GraphNode): GraphNode {
  return {
    id: `reference:${user.group ?? ''}:${node.id}`,
    element: elementOf(node),
    kind: 'reference',
    of: node.kind,
    name: node.name,
    ...(user.group === undefined ? {} : { group: user.group }),
    ...(node.state === undefined ? {} : { state: node.state }),
  };
}
