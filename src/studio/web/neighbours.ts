import { centreOf } from '../../draw/layout/route-shape.ts';
import type { Scene, SceneNode } from '../../draw/scene/scene.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The node that a person means who presses an arrow: the nearest one in that direction, one ahead rather than aside. */
export function nodeTowards(scene: Scene, from: SceneNode, direction: Direction): SceneNode | undefined {
  const start = centreOf(from);
  const isAcross = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  let best: { readonly node: SceneNode; readonly cost: number } | undefined;
  for (const node of scene.nodes) {
    if (node === from) continue;
    const at = centreOf(node);
    const ahead = sign * (isAcross ? at.x - start.x : at.y - start.y);
    const aside = Math.abs(isAcross ? at.y - start.y : at.x - start.x);
    if (ahead < 4 || aside > ahead * 4 + 40) continue;
    const cost = ahead + aside * 2.5;
    if (best === undefined || cost < best.cost) best = { node, cost };
  }
  return best?.node;
}

/** What an edge leads to from a node, or comes from: the one below the last one, round and round. */
export function nodeAlong(
  scene: Scene,
  from: SceneNode,
  way: 'to' | 'from',
  last: string | undefined,
): SceneNode | undefined {
  const ids = scene.edges.flatMap((edge) =>
    way === 'to' ? (edge.from === from.id ? [edge.to] : []) : edge.to === from.id ? [edge.from] : [],
  );
  const nodes = scene.nodes.filter(({ id }) => ids.includes(id)).sort((a, b) => a.y - b.y);
  const index = nodes.findIndex(({ id }) => id === last);
  return nodes[(index + 1) % Math.max(1, nodes.length)];
}
