import { expect, it } from 'vitest';
import type { LayoutInput } from './layout.ts';
import { createWorkerLayout } from './layout-in-worker.ts';

const input: LayoutInput = {
  nodes: ['a', 'b'].map((id) => ({ id, width: 100, height: 40 })),
  edges: [{ id: 'e', from: 'a', to: 'b' }],
  groups: [],
  direction: 'right',
};

const scriptOf = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

it.each([
  ['never ends', 'for (;;);'],
  ['never answers', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});"],
  ['throws', "throw new Error('memory access out of bounds');"],
  ['ends', 'process.exit(3);'],
])('a thread that %s: the picture is laid out plainly, and so is the next one', async (_name, code) => {
  const engine = createWorkerLayout({ script: scriptOf(code), deadline: 50 });
  const layouts = await Promise.all([engine.layout(input), engine.layout(input)]);
  for (const { by, nodes, edges } of layouts) {
    expect(by).toBe('plain');
    expect(Object.keys(nodes)).toEqual(['a', 'b']);
    expect(edges.e?.points.length).toBe(4);
  }
  engine.close();
});

it('gives each the answer to what it asked', async () => {
  const echo =
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ job, input }) => parentPort.postMessage({ job, layout: { by: 'graphviz', width: input.nodes.length, height: 0, nodes: {}, groups: {}, edges: {} } }));";
  const engine = createWorkerLayout({ script: scriptOf(echo), deadline: 60_000 });
  const [one, two] = await Promise.all([
    engine.layout(input),
    engine.layout({ ...input, nodes: input.nodes.slice(1) }),
  ]);
  expect([one.width, two.width]).toEqual([2, 1]);
  engine.close();
});
