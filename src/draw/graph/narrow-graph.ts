import { elementId, elementOf, type Graph } from './graph.ts';

/**
 * The part of a graph around some nodes: they, and what is joined to them by at most `depth` edges, in either direction.
 * What is left out is counted.
 */
export function narrowGraph(graph: Graph, centres: ReadonlySet<string>, depth: number): Graph {
  const near = new Map<string, string[]>();
  const join = (from: string, to: string): void => {
    const others = near.get(from);
    if (others === undefined) near.set(from, [to]);
    else others.push(to);
  };
  for (const { from, to } of graph.edges) {
    join(from, to);
    join(to, from);
  }
  const kept = new Set(graph.nodes.flatMap(({ id, element = id }) => (centres.has(element) ? [id] : [])));
  let front = [...kept];
  for (let step = 0; step < depth && front.length > 0; step++) {
    const next = front.flatMap((id) => near.get(id) ?? []).filter((id) => !kept.has(id));
    for (const id of next) kept.add(id);
    front = [...new Set(next)];
  }
  return keepNodes(graph, kept);
}

/** A part of a graph as a picture of its own: what lies around it is no secret, and told elsewhere. */
export function partOf(graph: Graph, centres: ReadonlySet<string>, depth: number): Graph {
  return { ...narrowGraph(graph, centres, depth), remarks: graph.remarks };
}

/** What stands in a domain, or is that domain. */
export function elementsIn(graph: Graph, domain: string): ReadonlySet<string> {
  const group = elementId.domain(domain);
  return new Set(
    graph.nodes.flatMap((node) => {
      const element = elementOf(node);
      return node.group === group || element === group ? [element] : [];
    }),
  );
}

/** A graph without all other nodes, and without the edges and boxes that only they had. */
export function keepNodes(graph: Graph, kept: ReadonlySet<string>): Graph {
  const nodes = graph.nodes.filter(({ id }) => kept.has(id));
  const left = graph.nodes.length - nodes.length;
  if (left === 0) return graph;
  const used = new Set(nodes.map(({ group }) => group));
  return {
    ...graph,
    nodes,
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    groups: graph.groups.filter(({ id }) => used.has(id)),
    remarks: [...graph.remarks, `${left} of ${graph.nodes.length} things are outside of what was asked for`],
  };
}
