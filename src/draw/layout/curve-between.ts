import type { Box, Point } from './layout.ts';

/** A curve from border to border of two boxes along the line of their centres, bent so that both directions show. */
export function curveBetween(from: Box, to: Box): readonly Point[] {
  const a = { x: from.x + from.width / 2, y: from.y + from.height / 2 };
  const b = { x: to.x + to.width / 2, y: to.y + to.height / 2 };
  const start = borderTowards(from, a, b);
  const end = borderTowards(to, b, a);
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const bend = Math.min(80, length / 5);
  const side = { x: (-(end.y - start.y) / length) * bend, y: ((end.x - start.x) / length) * bend };
  const at = (share: number): Point => ({
    x: start.x + (end.x - start.x) * share + side.x,
    y: start.y + (end.y - start.y) * share + side.y,
  });
  return [start, at(0.3), at(0.7), end];
}

/** Where the line from the centre of a box towards another point leaves the box. */
export function borderTowards({ width, height }: Box, centre: Point, other: Point): Point {
  const dx = other.x - centre.x;
  const dy = other.y - centre.y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : height / 2 / Math.abs(dy),
  );
  return Number.isFinite(scale) ? { x: centre.x + dx * scale, y: centre.y + dy * scale } : centre;
}
