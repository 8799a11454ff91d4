import { beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../draw/drawing.ts';
import { type Dot, loadGraphviz } from '../draw/layout/graphviz.ts';
import { layoutGraph } from '../draw/layout/layout-graph.ts';
import { readDesign } from '../draw/sample-design.fixture.ts';
import type { Scene } from '../draw/scene/scene.ts';
import { createSceneStore, type SceneQuery } from './scene-store.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

/** A shop whose events are taken by as many services as are named. */
const shop = (...takers: readonly string[]): Design =>
  readDesign(`domains:
  sales: {}
  post: {}
events:
  sales.order.placed: { key: orderId, data: { type: object, properties: { orderId: { type: string } } } }
  sales.order.paid: { key: orderId, data: { type: object, properties: { orderId: { type: string } } } }
services:
  shop: { domain: sales, publishes: [sales.order.placed, sales.order.paid] }
${takers.map((name) => `  ${name}: { domain: post, subscribes: { sales.order.placed: {} } }`).join('\n')}
`);

const query: SceneQuery = { view: 'flow', focus: [], depth: 1, collapsed: [], hidden: [] };
const nobodyPut = { views: {} };

/** A store, with how often it asked for a layout. */
function openStore() {
  const asked = { layouts: 0 };
  const scenes = createSceneStore(async (input) => {
    asked.layouts += 1;
    return layoutGraph(input, dot);
  });
  const draw = async (design: Design, how: Partial<SceneQuery> = {}): Promise<Scene> => {
    scenes.forget();
    const drawn = await scenes.draw(design, { ...query, ...how }, nobodyPut);
    if (drawn === undefined) throw new Error('there is no picture');
    return drawn.scene;
  };
  return { scenes, draw, asked };
}

/** What stood in both pictures, and does not stand where it stood. */
function moved(before: Scene, after: Scene): string[] {
  const was = new Map(before.nodes.map((node) => [node.id, node]));
  return after.nodes.flatMap(({ id, x, y }) => {
    const old = was.get(id);
    return old === undefined || (old.x === x && old.y === y) ? [] : [id];
  });
}

describe(createSceneStore, () => {
  it('goes on from the picture that was seen, and back to the very same', async () => {
    const { draw, asked } = openStore();
    const before = await draw(shop('mail', 'stock'));
    const after = await draw(shop('mail', 'stock', 'parcels'));
    expect(after.nodes.map(({ id }) => id)).toContain('service:parcels');
    expect(moved(before, after)).toEqual([]);
    expect(await draw(shop('mail', 'stock'))).toEqual(before);
    expect(asked.layouts).toBe(1);
  });

  it('lays out what is looked at otherwise for itself', async () => {
    const { draw, asked } = openStore();
    await draw(shop('mail', 'stock'));
    await draw(shop('mail', 'stock'), { focus: ['service:mail'] });
    await draw(shop('mail', 'stock'), { view: 'infra' });
    expect(asked.layouts).toBe(3);
  });

  it('lays the whole out where somebody asks for that, as it would have been without a past', async () => {
    const { scenes, draw, asked } = openStore();
    await draw(shop('mail', 'stock'));
    const map = await draw(shop('mail', 'stock'), { view: 'map' });
    const continued = await draw(shop('mail', 'stock', 'parcels'));
    scenes.layOutAnew('flow');
    const anew = await draw(shop('mail', 'stock', 'parcels'));
    expect(anew).toEqual(await openStore().draw(shop('mail', 'stock', 'parcels')));
    expect(anew).not.toEqual(continued);
    expect(await draw(shop('mail', 'stock'), { view: 'map' })).toEqual(map);
    expect(asked.layouts).toBe(3);
  });
});
