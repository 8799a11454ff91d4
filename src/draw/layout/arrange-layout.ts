import { groupPadding } from './dot-text.ts';
import type { Box, Layout, LayoutInput, LayoutNode, Point, Route } from './layout.ts';
import { fitsAtOnce } from './layout-graph.ts';
import { mendRoutes } from './mend-routes.ts';
import { routePlainly } from './plain-layout.ts';

/** Where people put things: the upper left corner of a node by its id, in px. */
export interface Arrangement {
  readonly [node: string]: readonly [x: number, y: number];
}

/** What things keep from one another. */
const gap = 24;

/**
 * A layout in which things stand where people put them, if they put any. What they did not put anywhere finds a free
 * place: beside what it is joined to, on the side where the automatic layout had it; boxes close around what is in them.
 * Edges whose ends moved alike keep their way. Equal values give equal layouts.
 */
export function arrangeLayout(layout: Layout, input: LayoutInput, arrangement: Arrangement = {}): Layout {
  const put = input.nodes.filter(
    ({ id }) => Object.hasOwn(arrangement, id) && layout.nodes[id] !== undefined,
  );
  if (put.length === 0 || input.lanes !== undefined) return layout;
  const placed = new Map<string, Box>();
  for (const { id, width, height } of put) {
    const [x, y] = arrangement[id] ?? [0, 0];
    placed.set(id, { x, y, width, height });
  }
  for (const node of inOrder(input, placed)) {
    const wanted = placeNear(node, input, layout, placed);
    placed.set(node.id, findFree({ ...wanted, width: node.width, height: node.height }, placed));
  }
  const groups = groupsAround(input, placed);
  const shift = originOf([...placed.values(), ...Object.values(groups)]);
  const moved = (box: Box): Box => ({ ...box, x: box.x + shift.x, y: box.y + shift.y });
  const nodes = Object.fromEntries([...placed].map(([id, box]) => [id, moved(box)]));
  const boxes = Object.fromEntries(Object.entries(groups).map(([id, box]) => [id, moved(box)]));
  const all = [...Object.values(nodes), ...Object.values(boxes)];
  const arranged: Layout = {
    nodes,
    groups: boxes,
    edges: Object.fromEntries(
      input.edges.flatMap(({ id, from, to }): [string, Route][] => {
        const [start, end] = [nodes[from], nodes[to]];
        if (start === undefined || end === undefined) return [];
        return [
          [id, keptRoute(layout, { id, from, to }, start, end) ?? routePlainly(start, end, input.direction)],
        ];
      }),
    ),
    width: Math.max(0, ...all.map(({ x, width }) => x + width)),
    height: Math.max(0, ...all.map(({ y, height }) => y + height)),
    by: layout.by,
  };
  return fitsAtOnce(input) ? mendRoutes(arranged, input) : arranged;
}

/** Things without a place, those first that are joined to most things that have one. */
export function inOrder({ nodes, edges }: LayoutInput, placed: ReadonlyMap<string, Box>): LayoutNode[] {
  const open = new Map(nodes.filter(({ id }) => !placed.has(id)).map((node) => [node.id, node]));
  const joined = new Map<string, number>();
  const joins = (from: string, to: string): void => {
    if (open.has(from) && !open.has(to)) joined.set(from, (joined.get(from) ?? 0) + 1);
  };
  const order: LayoutNode[] = [];
  while (open.size > 0) {
    joined.clear();
    for (const { from, to } of edges) {
      joins(from, to);
      joins(to, from);
    }
    const [next] = [...open.values()].sort(
      (a, b) => (joined.get(b.id) ?? 0) - (joined.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1),
    );
    if (next === undefined) break;
    order.push(next);
    open.delete(next.id);
  }
  return order;
}

/** As far from its neighbours as the automatic layout had it; without neighbours, from what is in the same box. */
function placeNear(
  node: LayoutNode,
  { nodes, edges }: LayoutInput,
  layout: Layout,
  placed: ReadonlyMap<string, Box>,
): Point {
  const own = layout.nodes[node.id] ?? { x: 0, y: 0, width: 0, height: 0 };
  const neighbours = edges.flatMap(({ from, to }) =>
    from === node.id ? [to] : to === node.id ? [from] : [],
  );
  const known = neighbours.filter((id) => placed.has(id));
  const inBox = nodes.filter(({ id, group }) => group === node.group && placed.has(id)).map(({ id }) => id);
  const guides = known.length > 0 ? known : inBox.length > 0 ? inBox : [...placed.keys()];
  const moves = guides.flatMap((id) => {
    const [was, is] = [layout.nodes[id], placed.get(id)];
    return was === undefined || is === undefined ? [] : [{ x: is.x - was.x, y: is.y - was.y }];
  });
  return {
    x: own.x + average(moves.map(({ x }) => x)),
    y: own.y + average(moves.map(({ y }) => y)),
  };
}

/** The free place that is nearest to the wanted one, on a grid. */
function findFree(wanted: Box, placed: ReadonlyMap<string, Box>): Box {
  const others = [...placed.values()];
  // Neither left of nor above what is there: that would move everything else.
  const corner = {
    x: Math.min(groupPadding.side, ...others.map(({ x }) => x)),
    y: Math.min(groupPadding.top, ...others.map(({ y }) => y)),
  };
  const isFree = (box: Box): boolean =>
    box.x >= corner.x && box.y >= corner.y && !others.some((other) => isClose(box, other));
  if (isFree(wanted)) return wanted;
  const step = { x: wanted.width + gap, y: wanted.height + gap };
  for (let ring = 1; ring < 60; ring++) {
    const tried = ringAround(ring)
      .map(([column, row]) => ({
        ...wanted,
        x: wanted.x + (column * step.x) / 2,
        y: wanted.y + (row * step.y) / 2,
      }))
      .sort((a, b) => distance(a, wanted) - distance(b, wanted))
      .find(isFree);
    if (tried !== undefined) return tried;
  }
  // Below everything there is room, however many stand in the way.
  const lowest = Math.max(...others.map(({ y, height }) => y + height));
  return { ...wanted, x: Math.max(wanted.x, corner.x), y: lowest + gap };
}

function ringAround(ring: number): (readonly [column: number, row: number])[] {
  const cells: [number, number][] = [];
  for (let column = -ring; column <= ring; column++)
    for (let row = -ring; row <= ring; row++)
      if (Math.max(Math.abs(column), Math.abs(row)) === ring) cells.push([column, row]);
  return cells;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function isClose(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

/** Boxes around what is in them, wide enough for their titles. */
function groupsAround(
  { nodes, groups }: LayoutInput,
  placed: ReadonlyMap<string, Box>,
): { [id: string]: Box } {
  const boxes: { [id: string]: Box } = {};
  for (const { id, width: title } of groups) {
    const inside = nodes.flatMap((node) =>
      node.group === id ? [placed.get(node.id)].filter((box) => box !== undefined) : [],
    );
    if (inside.length === 0) continue;
    const x = Math.min(...inside.map((box) => box.x)) - groupPadding.side;
    const y = Math.min(...inside.map((box) => box.y)) - groupPadding.top;
    const right = Math.max(...inside.map((box) => box.x + box.width)) + groupPadding.side;
    const bottom = Math.max(...inside.map((box) => box.y + box.height)) + groupPadding.bottom;
    boxes[id] = { x, y, width: Math.max(right - x, title + 2 * groupPadding.side), height: bottom - y };
  }
  return boxes;
}

/** What brings everything to the right of and below the corner. */
function originOf(boxes: readonly Box[]): Point {
  return {
    x: Math.max(0, -Math.min(...boxes.map(({ x }) => x))),
    y: Math.max(0, -Math.min(...boxes.map(({ y }) => y))),
  };
}

/** The way that the automatic layout found, where both ends moved alike. */
function keptRoute(
  layout: Layout,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
  start: Box,
  end: Box,
): Route | undefined {
  const route = layout.edges[id];
  const [oldStart, oldEnd] = [layout.nodes[from], layout.nodes[to]];
  if (route === undefined || oldStart === undefined || oldEnd === undefined) return undefined;
  const by = { x: start.x - oldStart.x, y: start.y - oldStart.y };
  const isAlike = Math.abs(end.x - oldEnd.x - by.x) < 0.5 && Math.abs(end.y - oldEnd.y - by.y) < 0.5;
  if (!isAlike) return undefined;
  const move = (point: Point): Point => ({ x: point.x + by.x, y: point.y + by.y });
  return {
    points: route.points.map(move),
    ...(route.label === undefined ? {} : { label: move(route.label) }),
  };
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
