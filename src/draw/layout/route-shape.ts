import type { Box, Point, Route } from './layout.ts';

/** How far before a corner a way begins to turn, in px. */
const mostTurn = 26;

/** A way from corner to corner as a smooth route; its label, where it has one, stands on its longest line. */
export function routeOf(corners: readonly Point[], isLabelled: boolean): Route {
  const [first, ...rest] = corners;
  if (first === undefined) return { points: [] };
  const points: Point[] = [first];
  const line = (to: Point): void => {
    const from = points.at(-1) ?? first;
    points.push(between(from, to, 1 / 3), between(from, to, 2 / 3), to);
  };
  for (const [at, corner] of rest.entries()) {
    const next = rest[at + 1];
    const before = corners[at] ?? first;
    if (next === undefined) {
      line(corner);
      continue;
    }
    const turn = Math.min(mostTurn, lengthOf(before, corner) / 2, lengthOf(corner, next) / 2);
    const begin = towards(corner, before, turn);
    const end = towards(corner, next, turn);
    line(begin);
    points.push(between(begin, corner, 2 / 3), between(end, corner, 2 / 3), end);
  }
  return isLabelled ? { points, label: middleOfLongest(corners) } : { points };
}

/**
 * Whether a route runs through the inside of any box: looked at in places that are close enough to tell. What a curve can't
 * reach, since it stays within the hull of its points, costs a look at its corners.
 */
export function runsInto({ points }: Route, boxes: readonly Box[]): boolean {
  const hull = hullOf(points);
  const near = boxes.filter((box) => meets(box, hull));
  if (near.length === 0) return false;
  for (let at = 0; at + 3 < points.length; at += 3) {
    const curve = points.slice(at, at + 4);
    const [a, b, c, d] = curve;
    if (a === undefined || b === undefined || c === undefined || d === undefined) break;
    const reach = hullOf(curve);
    const reached = near.filter((box) => meets(box, reach));
    if (reached.length === 0) continue;
    const steps = Math.max(2, Math.ceil((lengthOf(a, b) + lengthOf(b, c) + lengthOf(c, d)) / 8));
    for (let step = 0; step <= steps; step++) {
      // As `onCurve` has it, without a point for each of thousands of places.
      const t = step / steps;
      const u = 1 - t;
      const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      const x = p * a.x + q * b.x + r * c.x + s * d.x;
      const y = p * a.y + q * b.y + r * c.y + s * d.y;
      for (const box of reached)
        if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) return true;
    }
  }
  return false;
}

/** The middle of a box. */
export function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The rectangle around points. */
export function hullOf(points: readonly Point[]): Box {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Whether two rectangles have more than a border in common. */
export function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && a.x + a.width > b.x && a.y < b.y + b.height && a.y + a.height > b.y;
}

/** A point of a cubic Bézier curve; `t` from 0 to 1. */
export function onCurve(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const [p, q, r, s] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  return { x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y };
}

function middleOfLongest(corners: readonly Point[]): Point {
  let longest = 0;
  let middle = corners[0] ?? { x: 0, y: 0 };
  for (const [at, corner] of corners.entries()) {
    const before = corners[at - 1];
    if (before === undefined || lengthOf(before, corner) <= longest) continue;
    longest = lengthOf(before, corner);
    middle = between(before, corner, 1 / 2);
  }
  return middle;
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

function towards(from: Point, to: Point, by: number): Point {
  const length = lengthOf(from, to);
  return length === 0 ? from : between(from, to, by / length);
}

function lengthOf(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
