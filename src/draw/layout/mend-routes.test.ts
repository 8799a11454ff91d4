import { beforeAll, describe, expect, it } from 'vitest';
import { readableGraph } from '../graph/readable-graph.ts';
import { readExample, readSystem, systems } from '../sample-design.fixture.ts';
import { draftScene } from '../scene/build-scene.ts';
import { views } from '../views.ts';
import { arrangeLayout } from './arrange-layout.ts';
import { printDot } from './dot-text.ts';
import { type Dot, loadGraphviz } from './graphviz.ts';
import type { Box, Layout, LayoutInput, Point } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';
import { crossesAny } from './mend-routes.ts';
import { readDot } from './read-dot.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

const designs = [
  ...systems.map((name) => ({ name: `tests/systems/${name}`, design: readSystem(name) })),
  ...(['todo', 'orders'] as const).map((name) => ({ name: `examples/${name}`, design: readExample(name) })),
];

/** Edges that run through a box or a thing that is not theirs. */
function crossings(layout: Layout, { edges, nodes }: LayoutInput): string[] {
  const groupOf = new Map(nodes.map(({ id, group }) => [id, group]));
  return edges.flatMap(({ id, from, to }) => {
    const route = layout.edges[id];
    const foreign = (boxes: { readonly [id: string]: Box }, own: readonly (string | undefined)[]): string[] =>
      Object.entries(boxes).flatMap(([box, place]) =>
        route !== undefined && !own.includes(box) && crossesAny(route, [place])
          ? [`${id} through ${box}`]
          : [],
      );
    return [
      ...foreign(layout.groups, [groupOf.get(from), groupOf.get(to)]),
      ...foreign(layout.nodes, [from, to]),
    ];
  });
}

describe.each(designs)('in every view of $name', ({ design }) => {
  const drafts = views
    .map((view) => draftScene(readableGraph(view.graph(design, {}))).input)
    .filter(({ nodes, lanes }) => nodes.length > 0 && lanes === undefined);

  it('no edge runs through a box or a thing that is not its own', () => {
    for (const input of drafts) expect(crossings(layoutGraph(input, dot), input)).toEqual([]);
  });

  it('each edge begins and ends at its things', () => {
    for (const input of drafts) {
      const { nodes, edges } = layoutGraph(input, dot);
      for (const { id, from, to } of input.edges) {
        const points = edges[id]?.points ?? [];
        expect([isAt(points[0], nodes[from]), isAt(points.at(-1), nodes[to])], id).toEqual([true, true]);
      }
    }
  });
});

function isAt(point: Point | undefined, box: Box | undefined): boolean {
  if (point === undefined || box === undefined) return false;
  const { x, y, width, height } = box;
  return point.x > x - 3 && point.x < x + width + 3 && point.y > y - 3 && point.y < y + height + 3;
}

describe('what Graphviz routes', () => {
  const input = draftScene(
    views.find(({ id }) => id === 'flow')?.graph(readExample('orders'), {}) ?? never(),
  ).input;

  it('runs through a box of the orders example: that is what is mended', () => {
    expect(crossings(readDot(dot(printDot(input)), input), input).length).toBeGreaterThan(0);
  });

  it('is mended as well where people put things', () => {
    const laid = layoutGraph(input, dot);
    const moved = Object.entries(laid.nodes).map(([id, { x, y }], index): [string, [number, number]] => [
      id,
      [Math.round(x * 1.1) + (index % 2) * 12, Math.round(y * 1.2)],
    ]);
    const arranged = arrangeLayout(laid, input, Object.fromEntries(moved));
    const [before, after] = [arranged, laid].map((layout) => crossings(layout, input).length);
    expect(before).toBeLessThanOrEqual((after ?? 0) + 1);
  });

  it('is the same each time', () => {
    expect(layoutGraph(input, dot)).toEqual(layoutGraph(input, dot));
  });
});

function never(): never {
  throw new Error('there is a view of the flow');
}
