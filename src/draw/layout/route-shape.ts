import type { Point, Route } from './layout.ts';

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

/** Points along a route, close enough to tell what it runs over. */
export function pointsAlong(points: readonly Point[]): Point[] {
  const along: Point[] = [];
  for (let at = 0; at + 3 < points.length; at += 3) {
    const [a, b, c, d] = points.slice(at, at + 4);
    if (a === undefined || b === undefined || c === undefined || d === undefined) break;
    const steps = Math.max(2, Math.ceil((lengthOf(a, b) + lengthOf(b, c) + lengthOf(c, d)) / 8));
    for (let step = 0; step <= steps; step++) {
      along.push(onCurve(a, b, c, d, step / steps));
    }
  }
  return along;
}

/** A point of a cubic Bézier curve; `t` from 0 to 1. */
export function onCurve(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const mix = (p: number, q: number, r: number, s: number): number =>
    (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s;
  return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) };
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
