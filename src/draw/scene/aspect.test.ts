import { beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../drawing.ts';
import { type Dot, loadGraphviz } from '../layout/graphviz.ts';
import { layoutGraph } from '../layout/layout-graph.ts';
import { readExample, readMadeSystem, readSystem } from '../sample-design.fixture.ts';
import { views } from '../views.ts';
import { drawScene } from './draw-scene.fixture.ts';
import type { Scene } from './scene.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

const scenesOf = (design: Design): Scene[] =>
  views.map((view) => drawScene(view.graph(design, {}), (input) => layoutGraph(input, dot)));

/** How many times as long as its shorter side the longer side of a picture is. */
const aspectOf = ({ width, height }: Scene): number => Math.max(width / height, height / width);

/** A picture of so many things can only be looked at as a whole where it is no strip. */
const many = 200;
/** A timeline is as long as what happens, and is followed from its beginning; a few things in a row are as well. */
const mostAlong = 6;

describe.each([
  ['todo', () => readExample('todo')],
  ['orders', () => readExample('orders')],
  ['large', () => readSystem('large')],
  ['300 events', () => readMadeSystem(300)],
] as const)('pictures of %s', (_name, read) => {
  it('are about as wide as high where they show much, and no longer than one follows where they show little', () => {
    for (const scene of scenesOf(read())) {
      const isWhole = scene.nodes.length >= many && scene.view !== 'timeline';
      expect(aspectOf(scene), scene.view).toBeLessThanOrEqual(isWhole ? 3 : mostAlong);
    }
  }, 60_000);
});
