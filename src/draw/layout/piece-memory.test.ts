import { beforeAll, describe, expect, it } from 'vitest';
import { flowGraph } from '../graph/flow-graph.ts';
import { readableGraph } from '../graph/readable-graph.ts';
import { readSystem } from '../sample-design.fixture.ts';
import { draftScene } from '../scene/build-scene.ts';
import { type Dot, loadGraphviz } from './graphviz.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';
import { createPieceMemory } from './piece-memory.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

/** The same graph with one more thing in a box, joined to what stood there first. */
function withOneMore(input: LayoutInput, group: string): LayoutInput {
  const neighbour = input.nodes.find((node) => node.group === group);
  if (neighbour === undefined) throw new Error(`nothing stands in ${group}`);
  return {
    ...input,
    nodes: [...input.nodes, { ...neighbour, id: 'new' }],
    edges: [...input.edges, { id: 'fresh', from: neighbour.id, to: 'new' }],
  };
}

describe('a large picture, once it was laid out', () => {
  it('asks Graphviz for the piece that changed alone, and comes out as if all were laid out anew', () => {
    const { input } = draftScene(readableGraph(flowGraph(readSystem('large'))));
    let asked = 0;
    const counting: Dot = (text) => {
      asked += 1;
      return dot(text);
    };
    const memory = createPieceMemory();
    const before = layoutGraph(input, counting, memory);
    expect(asked).toBeGreaterThanOrEqual(input.groups.length);
    expect(before).toEqual(layoutGraph(input, dot));
    for (const { id } of [input.groups[0], input.groups.at(-1)].filter((group) => group !== undefined)) {
      asked = 0;
      const changed = withOneMore(input, id);
      expect(layoutGraph(changed, counting, memory), id).toEqual(layoutGraph(changed, dot));
      expect(asked, id).toBe(1);
    }
    asked = 0;
    expect(layoutGraph(input, counting, memory)).toEqual(before);
    expect(asked).toBe(0);
  });
});

describe(createPieceMemory, () => {
  const pieceOf = (id: string): LayoutInput => ({
    nodes: [{ id, width: 10, height: 10 }],
    edges: [],
    groups: [],
    direction: 'right',
  });
  const layout: Layout = { width: 1, height: 1, nodes: {}, groups: {}, edges: {}, by: 'graphviz' };

  it('keeps what was asked for last, and no more than it may', () => {
    const memory = createPieceMemory(2);
    const made: string[] = [];
    const ask = (id: string): void =>
      void memory.layOut(pieceOf(id), () => {
        made.push(id);
        return layout;
      });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) ask(id);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });

  it('asks again for what failed', () => {
    const memory = createPieceMemory();
    expect(memory.layOut(pieceOf('a'), () => undefined)).toBeUndefined();
    expect(memory.layOut(pieceOf('a'), () => layout)).toBe(layout);
  });
});
