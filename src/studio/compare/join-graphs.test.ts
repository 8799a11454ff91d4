import { expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../draw/graph/graph.ts';
import { joinGraphs } from './join-graphs.ts';

const node = (name: string, group?: string): GraphNode => ({
  id: `event:${name}`,
  kind: 'event',
  name,
  ...(group === undefined ? {} : { group }),
});

function graphOf(nodes: readonly GraphNode[], edges: readonly (readonly [string, string])[]): Graph {
  return {
    view: 'flow',
    title: 'Flow',
    nodes,
    edges: edges.map(([from, to]) => ({
      id: `${from} → ${to}`,
      from: `event:${from}`,
      to: `event:${to}`,
      kind: 'step',
    })),
    groups: [...new Set(nodes.flatMap(({ group }) => group ?? []))].map((id) => ({
      id,
      kind: 'domain',
      name: id,
    })),
    remarks: [],
  };
}

it('keeps what is gone, with its box and its edges, and marks what became of each thing', () => {
  const before = graphOf(
    [node('a'), node('b', 'old'), node('c')],
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  );
  const after = graphOf(
    [node('a'), node('c'), node('d')],
    [
      ['a', 'c'],
      ['c', 'd'],
    ],
  );
  const { graph, marks } = joinGraphs(before, after, new Set(['event:c', 'event:d']));
  expect(graph.nodes.map(({ name }) => name)).toEqual(['a', 'c', 'd', 'b']);
  expect(graph.groups.map(({ id }) => id)).toEqual(['old']);
  expect(graph.edges.map(({ id }) => id)).toEqual(['a → c', 'c → d', 'a → b']);
  expect(marks).toEqual({
    nodes: { 'event:b': 'removed', 'event:c': 'changed', 'event:d': 'added' },
    edges: { 'a → b': 'removed', 'c → d': 'added' },
  });
});

it('has nothing to mark where nothing differs', () => {
  const graph = graphOf([node('a'), node('b')], [['a', 'b']]);
  expect(joinGraphs(graph, graph, new Set())).toEqual({ graph, marks: { nodes: {}, edges: {} } });
});
