import type { LayoutEdge, LayoutNode } from './layout.ts';

/** Nodes in an order in which edges lead forwards, but for those that close a cycle. */
export interface ForwardOrder {
  readonly order: readonly string[];
  /** Where the edges of a node lead to. */
  readonly next: ReadonlyMap<string, readonly string[]>;
}

/** Walks the graph depth first, in the order of its nodes, without recursion, for chains may be long. */
export function orderForwards(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): ForwardOrder {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const [left, right] = endsOf(edge);
    const others = next.get(left);
    if (others === undefined) next.set(left, [right]);
    else others.push(right);
  }
  // What nothing leads to comes first: from there most edges lead forwards.
  const entered = new Set(edges.map((edge) => endsOf(edge)[1]));
  const starts = [...nodes.filter(({ id }) => !entered.has(id)), ...nodes];
  const seen = new Set<string>();
  const done: string[] = [];
  for (const { id: start } of starts) {
    if (seen.has(start)) continue;
    seen.add(start);
    const open = [{ id: start, at: 0 }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const to = next.get(top.id)?.[top.at++];
      if (to === undefined) {
        done.push(top.id);
        open.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        open.push({ id: to, at: 0 });
      }
    }
  }
  return { order: done.reverse(), next };
}

/** The nodes of an edge, the one that shall stand left first. */
function endsOf({ from, to, turned }: LayoutEdge): readonly [left: string, right: string] {
  return turned === true ? [to, from] : [from, to];
}

/** The edges that lead to the left: those that are turned, and those that close a cycle as far as that walk tells. */
export function findBackEdges(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): ReadonlySet<LayoutEdge> {
  const positions = new Map(orderForwards(nodes, edges).order.map((id, position) => [id, position]));
  return new Set(edges.filter(({ from, to }) => (positions.get(from) ?? 0) >= (positions.get(to) ?? 0)));
}
