import type { Box, Point, Route } from './layout.ts';

/** The two things that an edge joins. */
export interface Ends {
  readonly start: Box;
  readonly end: Box;
}

/**
 * The way of an edge whose ends may stand elsewhere by now: it is carried along, and bent where one end went further than
 * the other. Where neither moved it is the same.
 */
export function carryRoute(route: Route, was: Ends, is: Ends): Route {
  const { points, label } = route;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return route;
  const head = moveOf(first, was.start, is.start);
  const tail = moveOf(last, was.end, is.end);
  if (head.x === 0 && head.y === 0 && tail.x === 0 && tail.y === 0) return route;
  const at = (point: Point, share: number): Point => ({
    x: point.x + head.x + (tail.x - head.x) * share,
    y: point.y + head.y + (tail.y - head.y) * share,
  });
  const lengths = [0];
  for (const [step, point] of points.slice(1).entries()) {
    const from = points[step] ?? point;
    lengths.push((lengths[step] ?? 0) + Math.hypot(point.x - from.x, point.y - from.y));
  }
  const whole = lengths.at(-1) || 1;
  return {
    points: points.map((point, step) => at(point, (lengths[step] ?? 0) / whole)),
    ...(label === undefined ? {} : { label: at(label, 1 / 2) }),
  };
}

/** How far a point at a box goes when the box does: one on a side stays at the same share of it. */
function moveOf(point: Point, was: Box, is: Box): Point {
  return {
    x: is.x - was.x + (is.width - was.width) * shareOf(point.x - was.x, was.width),
    y: is.y - was.y + (is.height - was.height) * shareOf(point.y - was.y, was.height),
  };
}

function shareOf(distance: number, length: number): number {
  return length === 0 ? 0 : Math.min(1, Math.max(0, distance / length));
}
