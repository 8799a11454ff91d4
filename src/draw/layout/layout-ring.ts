import { orderForwards } from './back-edges.ts';
import { borderTowards } from './curve-between.ts';
import type { Box, Layout, LayoutInput, Point, Route } from './layout.ts';
import { centreOf } from './route-shape.ts';

/** Room between neighbours, for arrows and labels. */
const gap = { width: 60, height: 56 } as const;
/** How much flatter than round the ring is. */
const flatness = 1.8;

/**
 * Lays out nodes in a ring, those that follow one another beside each other, with curves through its middle, where no
 * node stands: for chains that would be too long, and where all are joined to all.
 */
export function layoutRing({ nodes, edges }: Pick<LayoutInput, 'nodes' | 'edges'>): Layout {
  const { order } = orderForwards(nodes, edges);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const ring = order.flatMap((id) => known.get(id) ?? []);
  const step = (2 * Math.PI) / Math.max(1, ring.length);
  const widest = Math.max(0, ...nodes.map(({ width }) => width));
  const highest = Math.max(0, ...nodes.map(({ height }) => height));
  const rx = Math.max(widest, (widest + gap.width) / step);
  const ry = Math.max(highest, (highest + gap.height) / step, rx / flatness);
  const centre = { x: rx + widest / 2, y: ry + highest / 2 };
  const boxes: { [id: string]: Box } = {};
  for (const [position, { id, width, height }] of ring.entries()) {
    // From the left over the top, as one reads.
    const angle = Math.PI + position * step;
    const x = centre.x + rx * Math.cos(angle) - width / 2;
    const y = centre.y + ry * Math.sin(angle) - height / 2;
    boxes[id] = { x, y, width, height };
  }
  const routes: { [id: string]: Route } = {};
  for (const { id, from, to } of edges) {
    const start = boxes[from];
    const end = boxes[to];
    if (start !== undefined && end !== undefined) routes[id] = { points: throughMiddle(start, end, centre) };
  }
  return {
    width: 2 * rx + widest,
    height: 2 * ry + highest,
    nodes: boxes,
    groups: {},
    edges: routes,
    by: 'grid',
  };
}

/** A curve that bends towards the middle; that of the other direction keeps to its own side. */
function throughMiddle(from: Box, to: Box, centre: Point): readonly Point[] {
  const a = centreOf(from);
  const b = centreOf(to);
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const side = { x: (-(b.y - a.y) / length) * 14, y: ((b.x - a.x) / length) * 14 };
  const pull = (point: Point): Point => ({
    x: point.x + (centre.x - point.x) * 0.45 + side.x,
    y: point.y + (centre.y - point.y) * 0.45 + side.y,
  });
  const [near, far] = [pull(a), pull(b)];
  return [borderTowards(from, a, near), near, far, borderTowards(to, b, far)];
}
