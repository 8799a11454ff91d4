import { expect, it } from 'vitest';
import type { Graph } from '../../draw/graph/graph.ts';
import { timelineGraph } from '../../draw/graph/timeline-graph.ts';
import { layoutGraphPlainly } from '../../draw/layout/layout-graph.ts';
import { readDesign, readSystem } from '../../draw/sample-design.fixture.ts';
import { drawScene } from '../../draw/scene/draw-scene.fixture.ts';
import { joinGraphs } from './join-graphs.ts';

const event = (name: string): string => `  ${name}: { data: { type: object } }\n`;
const service = (name: string, domain: string, publishes: string, subscribes: string): string =>
  `  ${name}: { domain: ${domain}, publishes: [${publishes}], subscribes: { ${subscribes} } }\n`;

const before = readDesign(`domains: { shop: {}, stock: {} }
events:
${['shop.cart.opened', 'shop.cart.filled', 'shop.cart.paid', 'stock.box.packed'].map(event).join('')}services:
${service('cart', 'shop', 'shop.cart.opened, shop.cart.filled, shop.cart.paid', '')}${service('stock', 'stock', 'stock.box.packed', 'shop.cart.paid: {}')}${service('mail', 'shop', '', 'shop.cart.opened: {}, stock.box.packed: {}')}`);

/** Without the second event, without the domain that packs, without one of two who take the first. */
const after = readDesign(`domains: { shop: {} }
events:
${['shop.cart.opened', 'shop.cart.paid', 'shop.cart.closed'].map(event).join('')}services:
${service('cart', 'shop', 'shop.cart.opened, shop.cart.paid, shop.cart.closed', '')}${service('books', 'shop', '', 'shop.cart.opened: {}')}`);

const join = (old: typeof before, now: typeof before) =>
  joinGraphs(timelineGraph(old), timelineGraph(now), new Set());

/** Lane and column of a node, as a person reads them. */
function placeOf(
  { lanes }: Graph,
  node: string,
): readonly [lane: string | undefined, column: number | undefined] {
  const [lane, column] = lanes?.cells[node] ?? [];
  return [lanes?.lanes[lane ?? -1]?.name, column];
}

it('keeps what is gone in its lane and in its column, and puts new columns where they were', () => {
  const { graph, marks } = join(before, after);
  const columns = ['shop.cart.opened', 'shop.cart.filled', 'shop.cart.paid', 'stock.box.packed'].map(
    (name) => placeOf(graph, `event:${name}`)[1],
  );
  expect(columns).toEqual([0, 1, 2, 3]);
  expect(placeOf(graph, 'event:shop.cart.closed')[1]).toBe(4);
  expect(placeOf(graph, 'event:shop.cart.filled')).toEqual(['Events of shop', 1]);
  // A lane that is gone stands where it stood; who took what is still there stays below that.
  expect(placeOf(graph, 'event:stock.box.packed')[0]).toBe('Events of stock');
  expect(graph.lanes?.lanes.map(({ name }) => name)).toEqual(
    timelineGraph(before).lanes?.lanes.map(({ name }) => name),
  );
  expect(placeOf(graph, 'takes:mail:shop.cart.opened')).toEqual(['Who takes it', 0]);
  expect(placeOf(graph, 'takes:books:shop.cart.opened')).toEqual(['Who takes it', 0]);
  expect(marks.nodes).toMatchObject({
    'event:shop.cart.filled': 'removed',
    'event:stock.box.packed': 'removed',
    'takes:mail:shop.cart.opened': 'removed',
    'takes:books:shop.cart.opened': 'added',
    'event:shop.cart.closed': 'added',
  });
  expect(graph.remarks.join()).not.toContain('not shown');
});

it.each([
  ['nothing', 'something', readDesign(''), before],
  ['something', 'nothing', before, readDesign('')],
  ['one', 'another', before, after],
  ['another', 'one', after, before],
  ['a large system', 'a small one', readSystem('large'), readSystem('todo')],
  ['a small system', 'a large one', readSystem('todo'), readSystem('large')],
])(
  'draws all there is from %s to %s: each thing once, none over another, in the lane that it is said to be in',
  (...[, , old, now]) => {
    const { graph } = join(old, now);
    const ids = new Set([...timelineGraph(old).nodes, ...timelineGraph(now).nodes].map(({ id }) => id));
    expect(new Set(graph.nodes.map(({ id }) => id))).toEqual(ids);
    for (const { id, group } of graph.nodes)
      expect(graph.lanes?.lanes[graph.lanes.cells[id]?.[0] ?? -1]?.id).toBe(group);
    const scene = drawScene(graph, layoutGraphPlainly);
    expect(scene.nodes).toHaveLength(ids.size);
    const corners = new Set(scene.nodes.map(({ x, y }) => `${x} ${y}`));
    expect(corners.size).toBe(scene.nodes.length);
    expect(scene.edges.length).toBe(graph.edges.length);
  },
);

it('leaves the lanes of a design as they are where nothing differs', () => {
  for (const design of [before, readSystem('todo'), readSystem('large')]) {
    const graph = timelineGraph(design);
    const joined = joinGraphs(graph, graph, new Set());
    expect(joined.graph.lanes).toEqual(graph.lanes);
    expect(joined.graph.nodes).toEqual(graph.nodes);
    expect(new Set(joined.graph.groups)).toEqual(new Set(graph.groups));
  }
});
