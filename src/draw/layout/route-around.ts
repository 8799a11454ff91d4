import { findWay } from './find-way.ts';
import type { Box, Point, Route } from './layout.ts';
import { centreOf, routeOf } from './route-shape.ts';

/**
 * A way from box to box around all others: the shortest from centre to centre, without what of it lies within the two.
 * Undefined where there is none.
 * @param distance what it keeps from the others, in px; less than half of what lies between two of them
 */
export function routeAround(from: Box, to: Box, others: readonly Box[], distance: number): Route | undefined {
  const [start, end] = [centreOf(from), centreOf(to)];
  const around = others.map(({ x, y, width, height }) => ({
    x: x - distance,
    y: y - distance,
    width: width + 2 * distance,
    height: height + 2 * distance,
  }));
  const way = findWay(start, end, around);
  if (way === undefined) return undefined;
  const turns = way.slice(1, -1);
  return routeOf([borderAt(from, turns[0] ?? end), ...turns, borderAt(to, turns.at(-1) ?? start)], false);
}

/** Where a way from a point reaches a box: on the side that faces it, and not so near a corner that it could belong to a neighbour. */
function borderAt({ x, y, width, height }: Box, point: Point): Point {
  const along = (at: number, from: number, length: number): number =>
    Math.max(from + length / 6, Math.min(at, from + (length * 5) / 6));
  if (point.y <= y || point.y >= y + height)
    return { x: along(point.x, x, width), y: point.y <= y ? y : y + height };
  return { x: point.x <= x ? x : x + width, y: along(point.y, y, height) };
}
