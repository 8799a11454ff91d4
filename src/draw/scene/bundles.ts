import { edgeId, type Graph } from '../graph/graph.ts';
import { curveBetween } from '../layout/curve-between.ts';
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
    return [
      placeEdge(
        edge,
        { points: curveBetween(start, end) },
        { ...start, kind: 'domain' },
        { ...end, kind: 'domain' },
      ),
    ];
  });
}
