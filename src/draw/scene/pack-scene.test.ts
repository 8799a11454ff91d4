import { expect, it } from 'vitest';
import { layoutGraphPlainly } from '../layout/layout-graph.ts';
import { readDesign, readSystem } from '../sample-design.fixture.ts';
import { views } from '../views.ts';
import { drawScene } from './draw-scene.fixture.ts';
import { packScene, unpackScene } from './pack-scene.ts';

const hostile = readDesign(`
domains: { sales: {} }
events:
  sales.order.placed: { version: 1.0.0, deprecated: { since: 2026-01-01 }, data: { type: object, properties: { "__proto__": { type: string } } } }
  sales.order.lost: { version: 1.0.0, data: { type: string } }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed, sales.order.lost] }
  toString: { domain: sales, external: true, subscribes: { sales.order.placed: {} } }
`);

it.each(views)('$id of any design is the same when it was packed', (view) => {
  for (const design of [
    readSystem('todo'),
    readSystem('orders'),
    readSystem('bank'),
    readSystem('large'),
    hostile,
  ]) {
    const scene = drawScene(view.graph(design, {}), layoutGraphPlainly);
    const packed = JSON.stringify(packScene(scene));
    expect(unpackScene(JSON.parse(packed))).toEqual(scene);
    if (scene.nodes.length > 20) expect(packed.length).toBeLessThan(0.7 * JSON.stringify(scene).length);
  }
});
