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

/** The shortest way over the corners of the rectangles that see each other, by A*: those first that lead towards the end. */
function shortestWay(start: Point, end: Point, rects: readonly Box[]): Point[] | undefined {
  const isFree = (point: Point): boolean => !rects.some((rect) => isWithin(point, rect));
  const places = [start, end, ...rects.flatMap(cornersOf).filter(isFree)];
  const lengths = places.map((_, place) => (place === 0 ? 0 : Number.POSITIVE_INFINITY));
  /** What is left at least from each place. */
  const ahead = places.map(({ x, y }) => Math.hypot(end.x - x, end.y - y));
  const whole = (place: number): number => (lengths[place] ?? 0) + (ahead[place] ?? 0);
  const before = new Map<number, number>();
  const open = new Set(places.keys());
  while (open.size > 0) {
    let nearest = -1;
    for (const place of open) {
      if (nearest < 0 || whole(place) < whole(nearest)) nearest = place;
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
  const [stepX, stepY] = [b.x - a.x, b.y - a.y];
  if (stepX === 0 && (a.x <= x || a.x >= x + width)) return false;
  if (stepY === 0 && (a.y <= y || a.y >= y + height)) return false;
  // The share of the line at which it enters what is between two borders, and the one at which it leaves that.
  const enterX = stepX === 0 ? 0 : ((stepX > 0 ? x : x + width) - a.x) / stepX;
  const leaveX = stepX === 0 ? 1 : ((stepX > 0 ? x + width : x) - a.x) / stepX;
  const enterY = stepY === 0 ? 0 : ((stepY > 0 ? y : y + height) - a.y) / stepY;
  const leaveY = stepY === 0 ? 1 : ((stepY > 0 ? y + height : y) - a.y) / stepY;
  // A corner that is touched is no inside.
  return Math.min(1, leaveX, leaveY) - Math.max(0, enterX, enterY) > 1e-9;
}
