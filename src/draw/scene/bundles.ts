import { edgeId, type Graph } from '../graph/graph.ts';
import { curveBetween } from '../layout/curve-between.ts';
import type { Box, Route } from '../layout/layout.ts';
import { crossesAny } from '../layout/mend-routes.ts';
import { routeAround } from '../layout/route-around.ts';
import { placeEdge } from './place-edge.ts';
import type { SceneEdge, SceneGroup } from './scene.ts';

/** How far bundles keep from boxes that they do not end at, in turns, so that not all lie on one another. In px. */
const distances = [8, 14, 20, 26] as const;

/** More bundles than these a box fill what lies between boxes, and nobody could follow one there. */
const mostAround = 4;

/**
 * What goes from box to box, counted: one edge for each pair of boxes and direction. They run around the boxes that they
 * do not end at, where there are few enough of them.
 */
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
  const isSparse = counts.size <= mostAround * groups.length;
  let around = 0;
  const routeBetween = (start: SceneGroup, end: SceneGroup): Route => {
    const straight = { points: curveBetween(start, end) };
    const others = groups.filter((group) => group !== start && group !== end);
    if (!isSparse || !crossesAny(straight, others)) return straight;
    return routeAround(start, end, others, distances[around++ % distances.length] ?? 0) ?? straight;
  };
  return [...counts].flatMap(([id, { from, to, count }]) => {
    const start = boxes.get(from);
    const end = boxes.get(to);
    if (start === undefined || end === undefined) return [];
    const edge = { id, from, to, kind: 'bundle', count } as const;
    const asEnd = (box: Box) => ({ ...box, kind: 'domain' }) as const;
    return [placeEdge(edge, routeBetween(start, end), asEnd(start), asEnd(end))];
  });
}
