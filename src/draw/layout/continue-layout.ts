import { carryRoute } from './carry-route.ts';
import type { Box, Layout, LayoutEdge, LayoutInput, LayoutNode, Point, Route } from './layout.ts';
import { fitsAtOnce, isDense } from './layout-graph.ts';
import type { Places } from './make-room.ts';
import { crossesAny, mendRoutes } from './mend-routes.ts';
import { type Known, placeFresh } from './place-fresh.ts';
import { routePlainly } from './plain-layout.ts';
import { hullOf, meets } from './route-shape.ts';

/** A graph that was laid out. */
export interface LaidOut {
  readonly input: LayoutInput;
  readonly layout: Layout;
  /** What became of it since it was laid out as a whole. */
  readonly since: Since;
}

export interface Since {
  /** How many things came and went. */
  readonly changes: number;
  /** How many more edges run over things that they do not join. */
  readonly crossings: number;
}

/** A graph that was laid out as a whole. */
export function laidOutWhole(input: LayoutInput, layout: Layout): LaidOut {
  return { input, layout, since: { changes: 0, crossings: 0 } };
}

/** A picture of which a larger share came and went one by one is laid out as a whole again, but for the first few changes. */
const mostChanged = { share: 1 / 4, few: 3 } as const;

/** How much longer than it is wide a picture may become by a change; one that is longer, by which factor yet longer. */
const mostStretched = { whole: 3, more: 1.1 } as const;

/** So many more edges may run over things that they do not join, as a share of all. */
const mostCrossing = 0.02;

/**
 * Lays out a graph that was laid out before and has changed a little: what stood there stays, but for what has to make
 * room, and so do the ways of edges; what is new stands in the rank that its edges ask for, near what it is joined to. A
 * thing that has another name and is joined as before takes the old one's place. Equal values give equal layouts.
 * Undefined where it has to be laid out as a whole: too much is different, there is no rank for what is new, or the
 * picture would be less clear than it was.
 */
export function continueLayout(before: LaidOut, input: LayoutInput): LaidOut | undefined {
  if (!isSmallWhole(input) || !isSmallWhole(before.input) || before.layout.by !== 'graphviz')
    return undefined;
  const known = underNewNames(before, input);
  const stays = input.nodes.filter(({ id }) => known.nodes.has(id));
  const changes = before.since.changes + input.nodes.length + before.input.nodes.length - 2 * stays.length;
  if (changes > Math.max(mostChanged.few, input.nodes.length * mostChanged.share)) return undefined;
  const inUse = new Set(input.nodes.map(({ group }) => group));
  if (input.groups.some(({ id }) => inUse.has(id) && before.layout.groups[id] === undefined))
    return undefined;
  const places = placeFresh(input, known);
  if (places === undefined) return undefined;
  const routed = withRoutes(places, input, known, before.layout);
  if (routed === undefined) return undefined;
  const { layout, looked } = routed;
  if (!isAsClear(layout, input, before.layout)) return undefined;
  const crossings = before.since.crossings + moreCrossing(layout, known, looked);
  const isFew = crossings <= mostCrossing * input.edges.length;
  return isFew ? { input, layout, since: { changes, crossings } } : undefined;
}

/** What Graphviz lays out at once, of which it makes ranks from left to right. */
function isSmallWhole(input: LayoutInput): boolean {
  return (
    fitsAtOnce(input) &&
    !isDense(input) &&
    input.direction === 'right' &&
    input.lanes === undefined &&
    input.boxed === undefined
  );
}

/** What was laid out before, as far as it is still there, by the ids that it has now. */
function underNewNames({ input: before, layout }: LaidOut, input: LayoutInput): Known {
  const groupBefore = new Map(before.nodes.map(({ id, group }) => [id, group]));
  const groupNow = new Map(input.nodes.map(({ id, group }) => [id, group]));
  const isKept = ({ id }: LayoutNode): boolean =>
    groupBefore.has(id) && groupNow.has(id) && groupBefore.get(id) === groupNow.get(id);
  const gone = joinedAlike(
    before.nodes.filter((node) => !isKept(node)),
    before.edges,
  );
  const fresh = joinedAlike(
    input.nodes.filter((node) => !isKept(node)),
    input.edges,
  );
  const newNames = new Map(before.nodes.filter(isKept).map(({ id }) => [id, id]));
  for (const [joins, ids] of gone) {
    const [old, ...others] = ids;
    const [next, ...rest] = fresh.get(joins) ?? [];
    // Of several that are joined alike nobody knows which became which.
    if (old !== undefined && next !== undefined && others.length === 0 && rest.length === 0)
      newNames.set(old, next);
  }
  const nodes = new Map<string, Box>();
  for (const [old, id] of newNames) {
    const box = layout.nodes[old];
    if (box !== undefined) nodes.set(id, box);
  }
  const routes = new Map<string, Route[]>();
  for (const edge of before.edges) {
    const route = layout.edges[edge.id];
    const [from, to] = [newNames.get(edge.from), newNames.get(edge.to)];
    if (route === undefined || from === undefined || to === undefined) continue;
    const key = endsOf({ ...edge, from, to });
    routes.set(key, [...(routes.get(key) ?? []), route]);
  }
  const edges = new Map<string, Route>();
  for (const edge of input.edges) {
    const route = routes.get(endsOf(edge))?.shift();
    if (route !== undefined) edges.set(edge.id, route);
  }
  return { nodes, groups: new Map(Object.entries(layout.groups)), edges };
}

function endsOf({ from, to, turned }: LayoutEdge): string {
  return JSON.stringify([from, to, turned ?? false]);
}

/** Nodes by their box and what they are joined to. */
function joinedAlike(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): ReadonlyMap<string, readonly string[]> {
  const alike = new Map<string, string[]>();
  for (const { id, group } of nodes) {
    const joins = edges.flatMap(({ from, to }) => [
      ...(from === id ? [['to', to]] : []),
      ...(to === id ? [['from', from]] : []),
    ]);
    const key = JSON.stringify([group ?? null, joins.map(String).sort()]);
    alike.set(key, [...(alike.get(key) ?? []), id]);
  }
  return alike;
}

interface Routed {
  readonly layout: Layout;
  /** Edges whose ways are not what they were, or lead past what stands elsewhere now. */
  readonly looked: readonly LayoutEdge[];
}

/** Edges keep their ways, as far as what they join and what they run past stands where it stood. */
function withRoutes(
  { nodes, groups }: Places,
  input: LayoutInput,
  known: Known,
  before: Layout,
): Routed | undefined {
  const isElsewhere = (was: Box | undefined, { x, y, width, height }: Box): boolean =>
    was === undefined || was.x !== x || was.y !== y || was.width !== width || was.height !== height;
  const groupOf = new Map(input.nodes.map(({ id, group }) => [id, group]));
  const inTheWay = [
    ...[...nodes].filter(([id, box]) => isElsewhere(known.nodes.get(id), box)),
    ...[...groups].filter(([id, box]) => isElsewhere(known.groups.get(id), box)),
  ];
  const edges: { [id: string]: Route } = {};
  const looked: LayoutEdge[] = [];
  for (const edge of input.edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    const [route, start, end] = [
      known.edges.get(edge.id),
      known.nodes.get(edge.from),
      known.nodes.get(edge.to),
    ];
    const kept =
      route === undefined || start === undefined || end === undefined
        ? undefined
        : carryRoute(route, { start, end }, { start: from, end: to });
    // A loop needs room of its own.
    if (kept === undefined && edge.from === edge.to) return undefined;
    const way = kept ?? plainWay(edge, from, to);
    edges[edge.id] = way;
    const own = [edge.from, edge.to, groupOf.get(edge.from), groupOf.get(edge.to)];
    const foreign = inTheWay.flatMap(([id, box]) => (own.includes(id) ? [] : [box]));
    if (way !== route || crossesAny(way, foreign)) looked.push(edge);
  }
  const [was, is] = [
    cornerOf(Object.values(before.nodes), Object.values(before.groups)),
    cornerOf(nodes.values(), groups.values()),
  ];
  const layout: Layout = {
    // What ran along the border goes on to have room there.
    width: before.width + (is.x - was.x),
    height: before.height + (is.y - was.y),
    nodes: Object.fromEntries(nodes),
    groups: Object.fromEntries(groups),
    edges,
    by: 'graphviz',
  };
  return { layout: mendRoutes(layout, input, looked), looked };
}

function plainWay({ label }: LayoutEdge, from: Box, to: Box): Route {
  const { points, label: middle } = routePlainly(from, to, 'right');
  return { points, ...(label === undefined || middle === undefined ? {} : { label: middle }) };
}

/** The lower right corner of everything. */
function cornerOf(...all: readonly Iterable<Box>[]): Point {
  const boxes = all.flatMap((some) => [...some]);
  return {
    x: Math.max(0, ...boxes.map(({ x, width }) => x + width)),
    y: Math.max(0, ...boxes.map(({ y, height }) => y + height)),
  };
}

/** Whether nothing covers anything else, and the whole can be looked at. */
function isAsClear({ nodes, groups, width, height }: Layout, input: LayoutInput, before: Layout): boolean {
  const boxes = Object.entries(groups);
  for (const [at, { id, group }] of input.nodes.entries()) {
    const box = nodes[id];
    if (box === undefined || box.x < 0 || box.y < 0) return false;
    if (input.nodes.slice(at + 1).some((other) => covers(nodes[other.id], box))) return false;
    for (const [name, around] of boxes)
      if (name === group ? !holds(around, box) : covers(around, box)) return false;
  }
  if (boxes.some(([, box], at) => boxes.slice(at + 1).some(([, other]) => covers(other, box)))) return false;
  const stretch = (of: Pick<Layout, 'width' | 'height'>): number =>
    Math.max(of.width / of.height, of.height / of.width);
  return stretch({ width, height }) <= Math.max(mostStretched.whole, mostStretched.more * stretch(before));
}

/** How many more of the edges that were looked at run over things than did before. */
function moreCrossing({ nodes, edges }: Layout, known: Known, looked: readonly LayoutEdge[]): number {
  const are = countCrossing(looked, (id) => edges[id], Object.entries(nodes));
  const were = countCrossing(looked, (id) => known.edges.get(id), [...known.nodes]);
  return Math.max(0, are - were);
}

/** Edges that run over things that they do not join. */
function countCrossing(
  edges: readonly LayoutEdge[],
  routeOf: (edge: string) => Route | undefined,
  nodes: readonly (readonly [string, Box])[],
): number {
  return edges.filter(({ id, from, to }) => {
    const route = routeOf(id);
    if (route === undefined) return false;
    const hull = hullOf(route.points);
    const near = nodes.flatMap(([node, box]) =>
      node !== from && node !== to && meets(box, hull) ? [box] : [],
    );
    return crossesAny(route, near);
  }).length;
}

function covers(a: Box | undefined, b: Box): boolean {
  return a !== undefined && meets(a, b);
}

function holds(around: Box, { x, y, width, height }: Box): boolean {
  return (
    around.x <= x &&
    around.y <= y &&
    around.x + around.width >= x + width &&
    around.y + around.height >= y + height
  );
}
