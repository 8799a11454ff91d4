import { describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { type Arrangement, arrangeLayout } from './arrange-layout.ts';
import type { Box, LayoutInput } from './layout.ts';
import { layoutFile, printLayoutFile, readLayoutFile } from './layout-file.ts';
import { layoutGraphPlainly } from './layout-graph.ts';

/** Chains in boxes, with an edge from each to the next box. */
function graphOf(boxes: number, size: number): LayoutInput {
  const ids = Array.from({ length: boxes * size }, (_, index) => `n${index}`);
  return {
    nodes: ids.map((id, index) => ({ id, width: 150, height: 44, group: `g${Math.floor(index / size)}` })),
    edges: ids.slice(1).map((id, index) => ({ id: `e${index}`, from: `n${index}`, to: id })),
    groups: Array.from({ length: boxes }, (_, index) => ({ id: `g${index}`, width: 90 })),
    direction: 'right',
  };
}

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** As somebody would arrange it: where everything stands, and a little elsewhere. */
function arrangementOf(nodes: { readonly [id: string]: Box }, by = 0): Arrangement {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, { x, y }], index) => [id, [x + by * (index % 3), y + by]] as const),
  );
}

describe('a layout that people made', () => {
  it('is what they made, to the px', () => {
    const input = graphOf(3, 4);
    const layout = layoutGraphPlainly(input);
    const arrangement = arrangementOf(layout.nodes, 30);
    const arranged = arrangeLayout(layout, input, arrangement);
    for (const [id, [x, y]] of Object.entries(arrangement))
      expect(arranged.nodes[id]).toMatchObject({ x, y });
    expect(Object.keys(arranged.edges).sort()).toEqual(input.edges.map(({ id }) => id).sort());
  });

  it('moves nothing when something new comes, which finds a free place near its neighbours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(23),
        (boxes, size, to) => {
          const before = graphOf(boxes, size);
          const arrangement = arrangementOf(layoutGraphPlainly(before).nodes, 17);
          const neighbour = before.nodes[to % before.nodes.length];
          if (neighbour === undefined) return;
          const after: LayoutInput = {
            ...before,
            nodes: [...before.nodes, { ...neighbour, id: 'new' }],
            edges: [...before.edges, { id: 'fresh', from: neighbour.id, to: 'new' }],
          };
          const arranged = arrangeLayout(layoutGraphPlainly(after), after, arrangement);
          for (const [id, [x, y]] of Object.entries(arrangement))
            expect(arranged.nodes[id]).toMatchObject({ x, y });
          const fresh = arranged.nodes.new;
          if (fresh === undefined) throw new Error('it has no place');
          for (const { id } of before.nodes) {
            const other = arranged.nodes[id];
            expect(other !== undefined && overlaps(fresh, other)).toBe(false);
          }
        },
      ),
    );
  });

  it('has boxes around what is in them, nothing left of or above the corner, and is the same each time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })), {
          minLength: 6,
          maxLength: 6,
        }),
        (places) => {
          const input = graphOf(2, 3);
          const layout = layoutGraphPlainly(input);
          const arrangement = Object.fromEntries(places.map((at, index) => [`n${index}`, at] as const));
          const arranged = arrangeLayout(layout, input, arrangement);
          for (const { id, group = '' } of input.nodes) {
            const [node, box] = [arranged.nodes[id], arranged.groups[group]];
            if (node === undefined || box === undefined) throw new Error('left out');
            expect(box.x <= node.x && box.y <= node.y).toBe(true);
            expect(
              box.x + box.width >= node.x + node.width && box.y + box.height >= node.y + node.height,
            ).toBe(true);
          }
          const all = [...Object.values(arranged.nodes), ...Object.values(arranged.groups)];
          expect(Math.min(...all.map(({ x }) => x), ...all.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
          expect(arranged.width).toBe(Math.max(...all.map(({ x, width }) => x + width)));
          expect(arrangeLayout(layout, input, arrangement)).toEqual(arranged);
        },
      ),
    );
  });

  it('is the automatic one where nothing in it was put anywhere', () => {
    const input = graphOf(2, 3);
    const layout = layoutGraphPlainly(input);
    expect(arrangeLayout(layout, input, { gone: [1, 2] })).toBe(layout);
  });
});

describe(layoutFile, () => {
  it('has a line for each thing, in an order that stays', () => {
    const text = printLayoutFile({ views: { map: {}, flow: { 'service:b': [3, -4], 'event:a': [1, 2] } } });
    expect(text).toBe(
      '{\n  "version": 1,\n  "views": {\n    "flow": {\n      "event:a": [1, 2],\n      "service:b": [3, -4]\n    }\n  }\n}\n',
    );
    expect(printLayoutFile(readLayoutFile(text))).toBe(text);
  });

  it('that says nonsense is used as far as it makes sense, or not at all', () => {
    expect(readLayoutFile(undefined)).toEqual({ views: {} });
    expect(readLayoutFile('{').fault).toContain('can\u2019t be read');
    expect(readLayoutFile('{"version":2,"views":{}}').fault).toContain('none of this version');
    expect(readLayoutFile('null').fault).toBeDefined();
    expect(
      readLayoutFile(
        '{"version":1,"views":{"flow":{"a":[1,2],"b":"x","c":[1],"d":[null,1],"e":[1e9,0],"__proto__":[1,1]}}}',
      ).views.flow,
    ).toMatchObject({ a: [1, 2] });
  });
});
