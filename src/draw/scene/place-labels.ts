import type { Box, Point, Route } from '../layout/layout.ts';
import { onCurve } from '../layout/route-shape.ts';

const labelHeight = 16;

/** Shares of the way at which a label may stand, the best first. */
const places = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
/** Steps aside where the way itself has no room, in px. */
const asides = [0, -18, 18, -34, 34];

export interface LabelledRoute {
  readonly id: string;
  readonly route: Route;
  readonly width: number;
}

/**
 * Finds a place for each label on its way, or beside it, where it covers no node, no title and no other label. A label that
 * has none is left out: one above another, neither can be read.
 */
export function placeLabels(
  routes: readonly LabelledRoute[],
  obstacles: readonly Box[],
): ReadonlyMap<string, Point> {
  const taken = [...obstacles];
  const placed = new Map<string, Point>();
  for (const { id, route, width } of routes) {
    const point = findPlace(route, width, taken);
    if (point === undefined) continue;
    placed.set(id, point);
    taken.push(boxAt(point, width));
  }
  return placed;
}

function findPlace(route: Route, width: number, taken: readonly Box[]): Point | undefined {
  for (const aside of asides) {
    for (const point of [
      ...(aside === 0 && route.label !== undefined ? [route.label] : []),
      ...places.map((share) => pointAt(route.points, share)),
    ]) {
      const moved = { x: point.x, y: point.y + aside };
      if (!taken.some((box) => overlaps(boxAt(moved, width), box))) return moved;
    }
  }
  return undefined;
}

function boxAt({ x, y }: Point, width: number): Box {
  return { x: x - width / 2, y: y - labelHeight / 2, width, height: labelHeight };
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A point of a chain of cubic Bézier curves; `share` counts curves, which is near enough to length. */
function pointAt(points: readonly Point[], share: number): Point {
  const curves = Math.max(1, Math.floor((points.length - 1) / 3));
  const at = Math.min(curves - 1e-6, share * curves);
  const start = Math.floor(at) * 3;
  const t = at - Math.floor(at);
  const [a, b, c, d] = points.slice(start, start + 4);
  if (a === undefined) return { x: 0, y: 0 };
  if (b === undefined || c === undefined || d === undefined) return a;
  return onCurve(a, b, c, d, t);
}
