import { XMLValidator } from 'fast-xml-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../drawing.ts';
import { flowGraph } from '../graph/flow-graph.ts';
import { mapGraph } from '../graph/map-graph.ts';
import { type Dot, loadGraphviz } from '../layout/graphviz.ts';
import type { Box } from '../layout/layout.ts';
import { layoutGraph, layoutGraphPlainly } from '../layout/layout-graph.ts';
import { readDesign, readMadeSystem, readSystem, systems } from '../sample-design.fixture.ts';
import { renderSvg } from '../svg/render-svg.ts';
import { views } from '../views.ts';
import { drawScene } from './draw-scene.fixture.ts';
import type { Scene, SceneNode } from './scene.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

const sceneOf = (design: Design, view: (typeof views)[number]): Scene =>
  drawScene(view.graph(design, {}), (input) => layoutGraph(input, dot));

describe.each(views)('$id', (view) => {
  it.each(systems)('of %s shows everything once, apart and within', (name) => {
    const design = readSystem(name);
    const graph = view.graph(design, {});
    const scene = sceneOf(design, view);
    const shown = new Set(scene.nodes.map(({ id }) => id));
    expect(graph.nodes.filter(({ id }) => !shown.has(id))).toEqual([]);
    expect(scene.edges.length).toBeGreaterThanOrEqual(Math.min(1, graph.edges.length));
    expect(overlapping(scene.nodes)).toEqual([]);
    for (const { id, x, y, width, height } of scene.nodes) {
      expect(x >= 0 && y >= 0 && x + width <= scene.width && y + height <= scene.height, id).toBe(true);
    }
    const labels = scene.edges.flatMap(({ label, id }) =>
      label === undefined
        ? []
        : [{ id, x: label.x - label.width / 2, y: label.y - 6, width: label.width, height: 12 }],
    );
    for (const [index, box] of labels.entries()) {
      const covered = [...scene.nodes, ...labels.slice(index + 1)].filter((other) => overlap(box, other));
      expect(covered.map(({ id }) => `${box.id}: ${id}`)).toEqual([]);
    }
  });

  it.each(systems)('of %s is the same SVG each time, and well-formed', (name) => {
    const svg = renderSvg(sceneOf(readSystem(name), view), { theme: 'auto' });
    expect(renderSvg(sceneOf(readSystem(name), view), { theme: 'auto' })).toBe(svg);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('of todo looks as agreed', async () => {
    const svg = renderSvg(sceneOf(readSystem('todo'), view), { theme: 'auto' });
    await expect(svg).toMatchFileSnapshot(`golden/todo-${view.id}.svg`);
  });

  it('holds hostile names without becoming anything else', () => {
    const svg = renderSvg(sceneOf(hostileDesign, view), { theme: 'dark' });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toMatch(/<script|onload="|\u202e/);
    expect(svg.length).toBeLessThan(400_000);
  });

  it('is drawn without Graphviz as well', () => {
    const scene = drawScene(view.graph(readSystem('orders'), {}), layoutGraphPlainly);
    expect(scene.laidOutBy).toBe(view.id === 'timeline' ? 'grid' : 'plain');
    expect(overlapping(scene.nodes)).toEqual([]);
  });
});

it('leaves out labels that have no room, and says how many', () => {
  const graph = mapGraph(readMadeSystem(300));
  const scene = drawScene(graph, (input) => layoutGraph(input, dot));
  const wanted = graph.edges.filter(({ label }) => label !== undefined).length;
  expect(wanted).toBeGreaterThan(100);
  expect(scene.edges.filter(({ label }) => label !== undefined)).toEqual([]);
  expect(scene.edges.length).toBe(graph.edges.length);
  expect(scene.remarks).toContain(`${wanted} labels have no room: not drawn`);
});

describe('a picture whose layout fails', () => {
  it('is laid out plainly, and says so', () => {
    const scene = drawScene(flowGraph(readSystem('todo')), (input) =>
      layoutGraph(input, () => {
        throw new Error('memory access out of bounds');
      }),
    );
    expect(scene.laidOutBy).toBe('plain');
    expect(scene.nodes.length).toBeGreaterThan(5);
  });
});

const name = '<script>alert(1)</script>]]>\u202eevil" onload="x';
const long = 'x'.repeat(10_000);
const hostileDesign = readDesign(`
domains: { a: { description: ${JSON.stringify(name)} } }
events:
  a.b.done: { summary: ${JSON.stringify(name)}, data: { type: object, properties: { ${JSON.stringify(name)}: { type: string }, ${long}: { type: string } } } }
  ${JSON.stringify(name)}: { data: { type: object } }
  ${JSON.stringify(long)}: { data: { type: object } }
services:
  one: { domain: a, publishes: [a.b.done, ${JSON.stringify(name)}, ${JSON.stringify(long)}] }
  ${JSON.stringify(name)}: { domain: a, subscribes: { a.b.done: {} } }
`);

function overlapping(nodes: readonly SceneNode[]): string[] {
  return nodes.flatMap((node, index) =>
    nodes.slice(index + 1).flatMap((other) => (overlap(node, other) ? [`${node.id} and ${other.id}`] : [])),
  );
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
