import { findWay, runsThrough } from './find-way.ts';
import type { Box, Layout, LayoutEdge, LayoutInput, Point, Route } from './layout.ts';
import { hullOf, meets, routeOf, runsInto } from './route-shape.ts';

/** How far ways keep from what they go around, and those of one picture from each other. In px. */
const distance = { node: 8, box: 7, lane: 4 } as const;

/** How many ways may lie side by side before they share their places again. */
const lanes = 5;

/** How far a way leads straight out of a thing, and into one. */
const stub = 12;

/** A way may touch the border of a box so far without running through it. */
const tolerance = 2;

/**
 * Finds another way for edges that run through a box or a thing that is not theirs or over a title, and for those that leave a thing on
 * the side that faces away from their end: Graphviz knows of no boxes while it routes. Where there is no way around,
 * an edge stays as it is. Equal values give equal routes.
 * @param edges those that are looked at
 */
export function mendRoutes(
  layout: Layout,
  input: LayoutInput,
  edges: readonly LayoutEdge[] = input.edges,
): Layout {
  if (input.direction !== 'right') return layout;
  const groupOf = new Map(input.nodes.map(({ id, group }) => [id, group]));
  const obstacles: Obstacle[] = [
    ...Object.entries(layout.groups).map(([id, box]) => obstacle('box', box, id)),
    ...Object.entries(layout.nodes).map(([id, box]) => obstacle('thing', box, id)),
    ...input.groups.flatMap(({ id, width }) => {
      const box = layout.groups[id];
      return box === undefined ? [] : [obstacle('title', titleOf(box, width))];
    }),
  ];
  const mended: { [id: string]: Route } = {};
  let lane = 0;
  for (const edge of edges) {
    const route = layout.edges[edge.id];
    const from = layout.nodes[edge.from];
    const to = layout.nodes[edge.to];
    if (route === undefined || from === undefined || to === undefined || edge.from === edge.to) continue;
    const boxes = [groupOf.get(edge.from), groupOf.get(edge.to)];
    const isOwn = ({ kind, id }: Obstacle): boolean =>
      kind === 'box' ? boxes.includes(id) : kind === 'thing' && (id === edge.from || id === edge.to);
    const facesAway = isFacingAway(route, from, to);
    const hull = hullOf(route.points);
    const near = obstacles.filter((one) => meets(one.inside, hull) && !isOwn(one));
    if (
      !facesAway &&
      !runsInto(
        route,
        near.map(({ inside }) => inside),
      )
    )
      continue;
    const others = obstacles.filter((one) => !isOwn(one));
    const boxesOf = (...kinds: readonly Obstacle['kind'][]): Box[] =>
      others.filter(({ kind }) => kinds.includes(kind)).map(({ box }) => box);
    const outset = (lane % lanes) * distance.lane;
    const way = wayBetween(from, to, edge, {
      boxes: boxesOf('box').map((box) => grown(box, distance.box + outset)),
      things: [...boxesOf('thing').map((box) => grown(box, distance.node)), ...boxesOf('title')],
      exact: boxesOf('box', 'thing'),
    });
    if (way === undefined) continue;
    lane += 1;
    mended[edge.id] = way;
  }
  return { ...layout, edges: { ...layout.edges, ...mended } };
}

/** What an edge must not run through, unless it is its own. */
interface Obstacle {
  readonly kind: 'box' | 'thing' | 'title';
  /** Of a title none: it is nobody's own. */
  readonly id?: string;
  readonly box: Box;
  /** Without the border, which may be touched. */
  readonly inside: Box;
}

function obstacle(kind: Obstacle['kind'], box: Box, id?: string): Obstacle {
  return { kind, box, inside: grown(box, -tolerance), ...(id === undefined ? {} : { id }) };
}

/** What the title of a box covers, from its upper left corner. */
function titleOf({ x, y }: Box, width: number): Box {
  return { x: x + 10, y: y + 6, width, height: 24 };
}

/** Whether an edge runs through any of the boxes, by more than a touch. */
export function crossesAny(route: Route, boxes: readonly Box[]): boolean {
  return runsInto(
    route,
    boxes.map((box) => grown(box, -tolerance)),
  );
}

/** An edge to the left that leaves to the right, or the other way round: it has to turn around its own ends. */
function isFacingAway({ points }: Route, from: Box, to: Box): boolean {
  const start = points[0];
  if (start === undefined) return false;
  const leavesRight = start.x > from.x + from.width / 2;
  if (to.x + to.width < from.x) return leavesRight;
  return to.x > from.x + from.width && !leavesRight;
}

interface Obstacles {
  /** With the distance that ways shall keep. */
  readonly boxes: readonly Box[];
  readonly things: readonly Box[];
  /** As they are. */
  readonly exact: readonly Box[];
}

function wayBetween(from: Box, to: Box, { label }: LayoutEdge, obstacles: Obstacles): Route | undefined {
  const isLeft = to.x + to.width / 2 < from.x + from.width / 2;
  const start = sideOf(from, isLeft ? 'left' : 'right');
  const end = sideOf(to, isLeft ? 'right' : 'left');
  const out = { x: start.x + (isLeft ? -stub : stub), y: start.y };
  const into = { x: end.x + (isLeft ? stub : -stub), y: end.y };
  // What is closer to an end than ways shall be is passed as closely as need be.
  const around = [...obstacles.boxes, ...obstacles.things, grown(from, 2), grown(to, 2)].filter(
    (rect) => !isInside(out, rect) && !isInside(into, rect),
  );
  const way = findWay(out, into, around);
  if (way === undefined) return undefined;
  const corners = [start, ...way, end];
  const route = routeOf(corners, label !== undefined);
  const isFree = !obstacles.exact.some((box) => runsThrough(corners, grown(box, -tolerance)));
  return isFree && !crossesAny(route, obstacles.exact) ? route : undefined;
}

function sideOf({ x, y, width, height }: Box, side: 'left' | 'right'): Point {
  return { x: side === 'left' ? x : x + width, y: y + height / 2 };
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function isInside(point: Point, { x, y, width, height }: Box): boolean {
  return point.x > x && point.x < x + width && point.y > y && point.y < y + height;
}
