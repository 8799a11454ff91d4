import { beforeAll, describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { flowGraph } from '../graph/flow-graph.ts';
import { infraGraph } from '../graph/infra-graph.ts';
import { readableGraph } from '../graph/readable-graph.ts';
import { sagaGraph } from '../graph/saga-graph.ts';
import { readMadeSystem, readSystem } from '../sample-design.fixture.ts';
import { draftScene } from '../scene/build-scene.ts';
import { continueLayout, type LaidOut, laidOutWhole } from './continue-layout.ts';
import { type Dot, loadGraphviz } from './graphviz.ts';
import type { Box, Layout, LayoutInput } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';
import { crossesAny } from './mend-routes.ts';
import { meets } from './route-shape.ts';

let dot: Dot;
beforeAll(async () => {
  dot = await loadGraphviz();
});

const graphs = {
  'the flow of todo': () => flowGraph(readSystem('todo')),
  'the flow of orders': () => flowGraph(readSystem('orders')),
  'the flow of a bank': () => flowGraph(readSystem('bank')),
  'the infrastructure of todo': () => infraGraph(readSystem('todo'), {}),
  'the sagas of orders': () => sagaGraph(readSystem('orders')),
  'a flow of 73 things': () => flowGraph(readMadeSystem(70)),
};
type Name = keyof typeof graphs;
const names = Object.keys(graphs) as Name[];

const known = new Map<Name, LaidOut>();
/** A picture that was laid out as a whole. */
function laidOut(name: Name): LaidOut {
  const { input } = draftScene(readableGraph(graphs[name]()));
  const made = known.get(name) ?? laidOutWhole(input, layoutGraph(input, dot));
  known.set(name, made);
  return made;
}

/** A thing like another one, in its box, which leads to it. */
function withOneMore(input: LayoutInput, of: number, id = 'new'): LayoutInput {
  const neighbour = nodeAt(input, of);
  return {
    ...input,
    nodes: [...input.nodes, { ...neighbour, id }],
    edges: [...input.edges, { id: `to ${id}`, from: neighbour.id, to: id }],
  };
}

function without(input: LayoutInput, gone: number): LayoutInput {
  const { id } = nodeAt(input, gone);
  return {
    ...input,
    nodes: input.nodes.filter((node) => node.id !== id),
    edges: input.edges.filter(({ from, to }) => from !== id && to !== id),
  };
}

function withAnotherName(input: LayoutInput, of: number, name: string): LayoutInput {
  const { id } = nodeAt(input, of);
  const renamed = (one: string): string => (one === id ? name : one);
  return {
    ...input,
    nodes: input.nodes.map((node) => (node.id === id ? { ...node, id: name, width: node.width + 20 } : node)),
    edges: input.edges.map((edge) => ({
      ...edge,
      id: `${edge.id} of ${name}`,
      from: renamed(edge.from),
      to: renamed(edge.to),
    })),
  };
}

function withEdge(input: LayoutInput, from: number, to: number): LayoutInput {
  const [start, end] = [nodeAt(input, from), nodeAt(input, to)];
  return {
    ...input,
    edges: [...input.edges, { id: `${start.id} to ${end.id}, new`, from: start.id, to: end.id }],
  };
}

function nodeAt({ nodes }: LayoutInput, at: number): LayoutInput['nodes'][number] {
  const node = nodes[at % nodes.length];
  if (node === undefined) throw new Error('there is nothing');
  return node;
}

/** What can be seen to be wrong with a layout. */
function faultsOf({ nodes, groups, edges, width, height }: Layout, input: LayoutInput): string[] {
  const faults: string[] = [];
  const inside = (box: Box, around: Box): boolean =>
    box.x >= around.x &&
    box.y >= around.y &&
    box.x + box.width <= around.x + around.width &&
    box.y + box.height <= around.y + around.height;
  const whole = { x: 0, y: 0, width, height };
  for (const [at, { id, group }] of input.nodes.entries()) {
    const box = nodes[id];
    if (box === undefined || !inside(box, whole)) {
      faults.push(`${id} is not in the picture`);
      continue;
    }
    for (const other of input.nodes.slice(at + 1)) {
      const there = nodes[other.id];
      if (there !== undefined && meets(box, there)) faults.push(`${id} covers ${other.id}`);
    }
    for (const [name, frame] of Object.entries(groups)) {
      if (name === group && !inside(box, frame)) faults.push(`${id} stands out of ${name}`);
      if (name !== group && meets(box, frame)) faults.push(`${id} stands in ${name}`);
    }
  }
  for (const { id, from, to } of input.edges) {
    const route = edges[id];
    if (route === undefined) {
      faults.push(`${id} has no way`);
      continue;
    }
    for (const [end, point] of [
      [from, route.points[0]],
      [to, route.points.at(-1)],
    ] as const) {
      const box = nodes[end];
      const isAtEnd =
        point !== undefined &&
        box !== undefined &&
        point.x > box.x - 3 &&
        point.x < box.x + box.width + 3 &&
        point.y > box.y - 3 &&
        point.y < box.y + box.height + 3;
      if (!isAtEnd) faults.push(`${id} does not reach ${end}`);
    }
  }
  return faults;
}

function crossing({ nodes, edges }: Layout, input: LayoutInput): number {
  return input.edges.filter(({ id, from, to }) => {
    const others = input.nodes.flatMap((node) =>
      node.id === from || node.id === to ? [] : (nodes[node.id] ?? []),
    );
    return edges[id] !== undefined && crossesAny(edges[id], others);
  }).length;
}

/** How far things that are in both went, in px. */
function shifts(before: Layout, after: Layout): number[] {
  return Object.entries(before.nodes).flatMap(([id, was]) => {
    const is = after.nodes[id];
    return is === undefined
      ? []
      : [
          Math.hypot(
            is.x + is.width / 2 - was.x - was.width / 2,
            is.y + is.height / 2 - was.y - was.height / 2,
          ),
        ];
  });
}

function middleOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

describe(continueLayout, () => {
  it.each(names)('leaves %s as it is where nothing has changed', (name) => {
    const before = laidOut(name);
    expect(continueLayout(before, before.input)?.layout).toEqual(before.layout);
  });

  it('finds room for one thing more beside any, and most of what stood there stays', () => {
    const found: number[] = [];
    for (const name of names) {
      const before = laidOut(name);
      for (const at of before.input.nodes.keys()) {
        const input = withOneMore(before.input, at);
        const after = continueLayout(before, input);
        if (after === undefined) continue;
        const beside = `${name}, beside ${nodeAt(input, at).id}`;
        expect(faultsOf(after.layout, input), beside).toEqual([]);
        expect(continueLayout(before, input), beside).toEqual(after);
        found.push(middleOf(shifts(before.layout, after.layout)));
      }
    }
    const all = names.reduce((sum, name) => sum + laidOut(name).input.nodes.length, 0);
    expect(found.length / all).toBeGreaterThan(0.8);
    expect(middleOf(found)).toBe(0);
  });

  it('leaves what is not in the way where it stood, to the px, with its edges', () => {
    const before = laidOut('a flow of 73 things');
    const at = before.input.nodes.findIndex(({ id }) => id === 'service:orders-service');
    const input = withOneMore(before.input, at);
    const after = continueLayout(before, input);
    const own = before.input.nodes[at]?.group;
    for (const { id, group } of before.input.nodes)
      if (group !== own) expect(after?.layout.nodes[id], id).toEqual(before.layout.nodes[id]);
    const kept = before.input.edges.filter(({ id }) => after?.layout.edges[id] === before.layout.edges[id]);
    expect(kept.length).toBeGreaterThan(before.input.edges.length / 2);
  });

  it('puts a thing that has another name where it stood', () => {
    const before = laidOut('the flow of orders');
    for (const [at, { id }] of before.input.nodes.entries()) {
      const input = withAnotherName(before.input, at, 'renamed');
      const after = continueLayout(before, input);
      const [was, is] = [before.layout.nodes[id], after?.layout.nodes.renamed];
      expect(is?.y, id).toBe(was?.y);
      expect((is?.x ?? 0) + (is?.width ?? 0) / 2, id).toBeCloseTo((was?.x ?? 0) + (was?.width ?? 0) / 2);
      expect(Object.keys(after?.layout.edges ?? {}).length, id).toBe(input.edges.length);
    }
  });

  it('leaves to a layout of the whole what has no rank, another box, or changed too much', () => {
    const before = laidOut('the flow of todo');
    const { input } = before;
    const [first, second] = [nodeAt(input, 0), nodeAt(input, 1)];
    const loop = { id: 'loop', from: first.id, to: first.id };
    expect(continueLayout(before, { ...input, edges: [...input.edges, loop] })).toBeUndefined();
    const boxed = {
      ...input,
      groups: [...input.groups, { id: 'box', width: 60 }],
      nodes: input.nodes.map((node) => (node === second ? { ...node, group: 'box' } : node)),
    };
    expect(continueLayout(before, boxed)).toBeUndefined();
    const many = ['a', 'b', 'c', 'd'].reduce((some, id) => withOneMore(some, 0, id), input);
    expect(continueLayout(before, many)).toBeUndefined();
    expect(continueLayout({ ...before, layout: { ...before.layout, by: 'plain' } }, input)).toBeUndefined();
  });

  it('is as clear after any few changes, or says that the whole has to be laid out', () => {
    const change = fc.tuple(fc.constantFrom('add', 'remove', 'rename', 'join'), fc.nat(80), fc.nat(80));
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (name, changes) => {
          const whole = laidOut(name);
          let last = whole;
          for (const [step, [kind, at, other]] of changes.entries()) {
            const input =
              kind === 'add'
                ? withOneMore(last.input, at, `new ${step}`)
                : kind === 'remove'
                  ? without(last.input, at)
                  : kind === 'rename'
                    ? withAnotherName(last.input, at, `named ${step}`)
                    : withEdge(last.input, at, other);
            const next = continueLayout(last, input);
            if (next === undefined) return;
            expect(faultsOf(next.layout, input)).toEqual([]);
            last = next;
            const more = crossing(last.layout, input) - crossing(whole.layout, whole.input);
            expect(more).toBeLessThanOrEqual(0.02 * input.edges.length);
          }
        },
      ),
    );
  });
});
