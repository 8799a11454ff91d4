import { orderForwards } from './back-edges.ts';
import type { Box, Layout, LayoutEdge, LayoutInput, LayoutNode, Point, Route } from './layout.ts';

const gap = { rank: 90, node: 22, group: 60 } as const;

/** A rank of more nodes stands in several rows: one of hundreds would be too long to look at. */
const mostInRow = 40;

/** How often the order within ranks is mended. */
const sweeps = 4;

/**
 * Lays out nodes without Graphviz, in linear time: ranks by the longest way, ordered by their neighbours, edges as
 * plain curves, which may cross what stands between. For what Graphviz fails at or takes too long for.
 */
export function layoutPlainly({ nodes, edges, direction }: Omit<LayoutInput, 'groups'>): Layout {
  const ranks = rankNodes(nodes, edges);
  orderRanks(ranks, edges);
  const placed = place(ranks.flatMap(inParts), direction);
  return {
    ...placed,
    groups: {},
    edges: Object.fromEntries(
      edges.flatMap((edge) => {
        const from = placed.nodes[edge.from];
        const to = placed.nodes[edge.to];
        return from === undefined || to === undefined ? [] : [[edge.id, routePlainly(from, to, direction)]];
      }),
    ),
    by: 'plain',
  };
}

function rankNodes(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): LayoutNode[][] {
  const { order, next } = orderForwards(nodes, edges);
  const positions = new Map(order.map((id, position) => [id, position]));
  const rankOf = new Map<string, number>();
  for (const [position, id] of order.entries()) {
    const rank = rankOf.get(id) ?? 0;
    rankOf.set(id, rank);
    for (const to of next.get(id) ?? []) {
      const isForward = (positions.get(to) ?? 0) > position;
      if (isForward) rankOf.set(to, Math.max(rankOf.get(to) ?? 0, rank + 1));
    }
  }
  const ranks: LayoutNode[][] = [];
  for (const node of nodes) {
    const rank = rankOf.get(node.id) ?? 0;
    while (ranks.length <= rank) ranks.push([]);
    ranks[rank]?.push(node);
  }
  return ranks;
}

/** Moves each node towards the middle of its neighbours in the rank before, then in the rank behind. */
function orderRanks(ranks: LayoutNode[][], edges: readonly LayoutEdge[]): void {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const walk = sweep % 2 === 0 ? ranks : [...ranks].reverse();
    for (const [position, rank] of walk.entries()) {
      const before = new Map(walk[position - 1]?.map(({ id }, index) => [id, index]));
      const weight = new Map(
        rank.map(({ id }, index) => {
          const near = (neighbours.get(id) ?? []).flatMap((other) => before.get(other) ?? []);
          return [id, near.length === 0 ? index : near.reduce((sum, at) => sum + at, 0) / near.length];
        }),
      );
      rank.sort((a, b) => (weight.get(a.id) ?? 0) - (weight.get(b.id) ?? 0));
    }
  }
}

/** A rank in rows of about the same length. */
function inParts(rank: readonly LayoutNode[]): (readonly LayoutNode[])[] {
  const rows = Math.max(1, Math.ceil(rank.length / mostInRow));
  const length = Math.ceil(rank.length / rows);
  return Array.from({ length: rows }, (_, row) => rank.slice(row * length, (row + 1) * length));
}

function place(
  ranks: readonly (readonly LayoutNode[])[],
  direction: LayoutInput['direction'],
): Pick<Layout, 'width' | 'height' | 'nodes'> {
  const along = (node: LayoutNode): number => (direction === 'right' ? node.width : node.height);
  const across = (node: LayoutNode): number => (direction === 'right' ? node.height : node.width);
  const breadth = (rank: readonly LayoutNode[]): number =>
    rank.reduce((sum, node) => sum + across(node) + gap.node, -gap.node);
  const widest = Math.max(0, ...ranks.map(breadth));
  const nodes: { [id: string]: Box } = {};
  let at = 0;
  for (const rank of ranks) {
    const deepest = Math.max(0, ...rank.map(along));
    let side = (widest - breadth(rank)) / 2;
    for (const node of rank) {
      const ahead = at + (deepest - along(node)) / 2;
      const [x, y] = direction === 'right' ? [ahead, side] : [side, ahead];
      nodes[node.id] = { x, y, width: node.width, height: node.height };
      side += across(node) + gap.node;
    }
    at += deepest + gap.rank;
  }
  const length = Math.max(0, at - gap.rank);
  return direction === 'right'
    ? { width: length, height: widest, nodes }
    : { width: widest, height: length, nodes };
}

/** A curve from one box to another: out of the nearer side, into the nearer side. */
export function routePlainly(from: Box, to: Box, direction: LayoutInput['direction']): Route {
  const isAhead = direction === 'right' ? to.x >= from.x + from.width : to.y >= from.y + from.height;
  const start = sideOf(from, direction, isAhead ? 'end' : 'start');
  const end = sideOf(to, direction, isAhead ? 'start' : 'end');
  const bend = Math.max(30, Math.abs(direction === 'right' ? end.x - start.x : end.y - start.y) / 2);
  const sign = isAhead ? 1 : -1;
  const towards = (point: Point, by: number): Point =>
    direction === 'right' ? { x: point.x + by, y: point.y } : { x: point.x, y: point.y + by };
  return {
    points: [start, towards(start, sign * bend), towards(end, -sign * bend), end],
    label: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
  };
}

function sideOf(box: Box, direction: LayoutInput['direction'], side: 'start' | 'end'): Point {
  return direction === 'right'
    ? { x: side === 'end' ? box.x + box.width : box.x, y: box.y + box.height / 2 }
    : { x: box.x + box.width / 2, y: side === 'end' ? box.y + box.height : box.y };
}
