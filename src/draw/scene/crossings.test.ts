import { beforeAll, expect, it } from 'vitest';
import type { Design } from '../drawing.ts';
import { flowGraph } from '../graph/flow-graph.ts';
import { infraGraph } from '../graph/infra-graph.ts';
import { timelineGraph } from '../graph/timeline-graph.ts';
import { type Dot, loadGraphviz } from '../layout/graphviz.ts';
import { layoutGraph } from '../layout/layout-graph.ts';
import { onCurve } from '../layout/route-shape.ts';
import { readSystem } from '../sample-design.fixture.ts';
import { drawScene } from './draw-scene.fixture.ts';
import type { Scene } from './scene.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

/** Points along a path of cubic curves. */
function pointsOf(path: string): { x: number; y: number }[] {
  const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
  const points = Array.from({ length: numbers.length / 2 }, (_, n) => ({
    x: numbers[2 * n] ?? 0,
    y: numbers[2 * n + 1] ?? 0,
  }));
  const found: { x: number; y: number }[] = [];
  for (let at = 0; at + 3 < points.length; at += 3) {
    const [a, b, c, d] = points.slice(at, at + 4);
    if (a === undefined || b === undefined || c === undefined || d === undefined) break;
    for (let t = 0; t <= 1; t += 0.05) found.push(onCurve(a, b, c, d, t));
  }
  return found;
}

/** Edges that run over a thing that they do not join. */
function crossings(things: Scene['nodes'] | Scene['groups'], edges: Scene['edges']): string[] {
  return edges.flatMap(({ id, from, to, path }) =>
    things
      .filter((node) => node.id !== from && node.id !== to)
      .filter(({ x, y, width, height }) =>
        pointsOf(path).some(
          (point) =>
            point.x > x + 3 && point.x < x + width - 3 && point.y > y + 3 && point.y < y + height - 3,
        ),
      )
      .map((node) => `${id} over ${node.id}`),
  );
}

it.each([
  ['todo', 0],
  ['orders', 0.02],
  ['bank', 0.02],
  ['iot', 0.02],
  ['large', 0.02],
] as const)('edges of the flow of %s keep clear of what they do not join', (name, share) => {
  const scene = drawScene(flowGraph(readSystem(name)), (input) => layoutGraph(input, dot));
  const found = crossings(scene.nodes, scene.edges);
  expect(found.length / scene.edges.length, found.join('\n')).toBeLessThanOrEqual(share);
});

it.each(['todo', 'orders', 'bank', 'iot', 'large'] as const)(
  'edges of the timeline of %s run behind nothing',
  (name) => {
    const scene = drawScene(timelineGraph(readSystem(name)), (input) => layoutGraph(input, dot));
    expect(crossings(scene.nodes, scene.edges)).toEqual([]);
  },
);

it.each([
  ['flow', (design: Design) => flowGraph(design)],
  ['infra', (design: Design) => infraGraph(design, {})],
] as const)(
  'bundles of the %s of a large system run around the boxes that they do not join',
  (_, graphOf) => {
    const { groups, bundles } = drawScene(graphOf(readSystem('large')), (input) => layoutGraph(input, dot));
    expect(bundles.length).toBeGreaterThan(10);
    expect(crossings(groups, bundles)).toEqual([]);
  },
);
