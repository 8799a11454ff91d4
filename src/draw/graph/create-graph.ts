import { edgeId, type Graph, type GraphEdge, type GraphGroup, type GraphNode } from './graph.ts';

/** Puts a graph together; what is added twice is there once. */
export interface GraphDraft {
  node(node: GraphNode): string;
  edge(edge: Omit<GraphEdge, 'id'>): void;
  group(group: GraphGroup): string;
  has(node: string): boolean;
  finish(about: Pick<Graph, 'view' | 'title'> & Partial<Pick<Graph, 'remarks' | 'lanes' | 'boxed'>>): Graph;
}

/** Starts an empty graph. */
export function createGraph(): GraphDraft {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const groups = new Map<string, GraphGroup>();
  return {
    node: (node) => {
      if (!nodes.has(node.id)) nodes.set(node.id, node);
      return node.id;
    },
    edge: (edge) => {
      const id = edgeId(edge.kind, edge.from, edge.to);
      const known = edges.get(id);
      edges.set(
        id,
        known === undefined
          ? { id, ...edge }
          : { ...known, count: (known.count ?? 1) + (edge.count ?? 1), ...joinLabels(known, edge) },
      );
    },
    group: (group) => {
      if (!groups.has(group.id)) groups.set(group.id, group);
      return group.id;
    },
    has: (node) => nodes.has(node),
    finish: ({ remarks = [], ...about }) => ({
      ...about,
      nodes: [...nodes.values()],
      edges: [...edges.values()],
      groups: [...groups.values()].filter(({ id }) => [...nodes.values()].some(({ group }) => group === id)),
      remarks,
    }),
  };
}

function joinLabels(known: Pick<GraphEdge, 'label'>, edge: Pick<GraphEdge, 'label'>): { label?: string } {
  if (known.label === undefined || edge.label === undefined || known.label === edge.label) return {};
  return { label: `${known.label}, ${edge.label}` };
}
