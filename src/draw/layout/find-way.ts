import type { Box, Point } from './layout.ts';

/** More rectangles than this in one way: it is none that anybody could follow. */
const mostTurned = 40;

/**
 * The shortest way between two points that runs through no rectangle: straight lines from corner to corner. Rectangles
 * come into play only once a way would run through them. Undefined where there is none.
 */
export function findWay(start: Point, end: Point, rects: readonly Box[]): readonly Point[] | undefined {
  const active: Box[] = [];
  for (;;) {
    const way = shortestWay(start, end, active);
    if (way === undefined) return undefined;
    const hit = rects.filter((rect) => !active.includes(rect) && runsThrough(way, rect));
    if (hit.length === 0) return way;
    active.push(...hit);
    if (active.length > mostTurned) return undefined;
  }
}

/** Whether any line of a way runs through the inside of a rectangle. */
export function runsThrough(way: readonly Point[], rect: Box): boolean {
  return way.some((point, at) => {
    const before = way[at - 1];
    return before !== undefined && cuts(before, point, rect);
  });
}

/** Dijkstra's way over the corners of the rectangles that see each other. */
function shortestWay(start: Point, end: Point, rects: readonly Box[]): Point[] | undefined {
  const isFree = (point: Point): boolean => !rects.some((rect) => isWithin(point, rect));
  const places = [start, end, ...rects.flatMap(cornersOf).filter(isFree)];
  const lengths = places.map((_, place) => (place === 0 ? 0 : Number.POSITIVE_INFINITY));
  const before = new Map<number, number>();
  const open = new Set(places.keys());
  while (open.size > 0) {
    let nearest = -1;
    for (const place of open) {
      if (nearest < 0 || (lengths[place] ?? 0) < (lengths[nearest] ?? 0)) nearest = place;
    }
    const length = lengths[nearest] ?? Number.POSITIVE_INFINITY;
    if (length === Number.POSITIVE_INFINITY) return undefined;
    if (nearest === 1) break;
    open.delete(nearest);
    const here = places[nearest] ?? start;
    for (const other of open) {
      const there = places[other] ?? end;
      const reached = length + Math.hypot(there.x - here.x, there.y - here.y);
      if (reached >= (lengths[other] ?? 0) || rects.some((rect) => cuts(here, there, rect))) continue;
      lengths[other] = reached;
      before.set(other, nearest);
    }
  }
  const way: Point[] = [];
  for (let place: number | undefined = 1; place !== undefined; place = before.get(place)) {
    const point = places[place];
    if (point !== undefined) way.unshift(point);
  }
  return way;
}

function cornersOf({ x, y, width, height }: Box): Point[] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

function isWithin(point: Point, { x, y, width, height }: Box): boolean {
  return point.x > x && point.x < x + width && point.y > y && point.y < y + height;
}

/** Whether a line runs through the inside of a rectangle; along its border it does not. */
function cuts(a: Point, b: Point, { x, y, width, height }: Box): boolean {
  let enters = 0;
  let leaves = 1;
  for (const [from, to, low, high] of [
    [a.x, b.x, x, x + width],
    [a.y, b.y, y, y + height],
  ] as const) {
    const step = to - from;
    if (step === 0) {
      if (from <= low || from >= high) return false;
      continue;
    }
    const [first, last] = step > 0 ? [low, high] : [high, low];
    enters = Math.max(enters, (first - from) / step);
    leaves = Math.min(leaves, (last - from) / step);
  }
  // A corner that is touched is no inside.
  return leaves - enters > 1e-9;
}
