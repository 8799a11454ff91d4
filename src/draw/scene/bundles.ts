import { edgeId, type Graph } from '../graph/graph.ts';
import type { Point } from '../layout/layout.ts';
import { placeEdge } from './place-edge.ts';
import type { SceneEdge, SceneGroup } from './scene.ts';

/** What goes from box to box, counted: one edge for each pair of boxes and direction. */
export function bundlesOf({ nodes, edges }: Graph, groups: readonly SceneGroup[]): readonly SceneEdge[] {
  const homes = new Map(nodes.flatMap(({ id, kind, group }) => (kind === 'reference' ? [] : [[id, group]])));
  // A reference stands where it is used: what it stands for tells where the edge really ends.
  const ends = new Map(
    nodes.map(({ id, kind, element, group }) => [
      id,
      kind === 'reference' && element !== undefined ? homes.get(element) : group,
    ]),
  );
  const counts = new Map<string, { from: string; to: string; count: number }>();
  for (const edge of edges) {
    const from = ends.get(edge.from);
    const to = ends.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const key = edgeId('bundle', from, to);
    const bundle = counts.get(key) ?? { from, to, count: 0 };
    bundle.count += edge.count ?? 1;
    counts.set(key, bundle);
  }
  const boxes = new Map(groups.map((group) => [group.id, group]));
  return [...counts].flatMap(([id, { from, to, count }]) => {
    const start = boxes.get(from);
    const end = boxes.get(to);
    if (start === undefined || end === undefined) return [];
    const edge = { id, from, to, kind: 'bundle', count } as const;
    return [placeEdge(edge, between(start, end), { ...start, kind: 'domain' }, { ...end, kind: 'domain' })];
  });
}

/** A curve from border to border of two boxes along the line of their centres, bent so that both directions show. */
function between(from: SceneGroup, to: SceneGroup): { readonly points: readonly Point[] } {
  const a = { x: from.x + from.width / 2, y: from.y + from.height / 2 };
  const b = { x: to.x + to.width / 2, y: to.y + to.height / 2 };
  const start = borderTowards(from, a, b);
  const end = borderTowards(to, b, a);
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const bend = Math.min(80, length / 5);
  const side = { x: (-(end.y - start.y) / length) * bend, y: ((end.x - start.x) / length) * bend };
  const at = (share: number): Point => ({
    x: start.x + (end.x - start.x) * share + side.x,
    y: start.y + (end.y - start.y) * share + side.y,
  });
  return { points: [start, at(0.3), at(0.7), end] };
}

function borderTowards({ width, height }: SceneGroup, centre: Point, other: Point): Point {
  const dx = other.x - centre.x;
  const dy = other.y - centre.y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : height / 2 / Math.abs(dy),
  );
  return Number.isFinite(scale) ? { x: centre.x + dx * scale, y: centre.y + dy * scale } : centre;
}
