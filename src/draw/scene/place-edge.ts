import type { GraphEdge, NodeKind } from '../graph/graph.ts';
import type { Box, Point, Route } from '../layout/layout.ts';
import { drawableText, fitText, measureText } from './measure-text.ts';
import { fontSizes, type SceneEdge } from './scene.ts';
import { insetAt, n } from './shapes.ts';

/** Longest label of an edge in px. */
const longestLabel = 150;
const arrowLength = 8;

/** What an edge says, as far as there is room, with the room that it takes. */
export function labelOf({ label }: GraphEdge): { readonly text: string; readonly width: number } | undefined {
  if (label === undefined) return undefined;
  const text = fitText(drawableText(label), longestLabel, fontSizes.label, 'regular');
  return text === '' ? undefined : { text, width: measureText(text, fontSizes.label, 'regular') };
}

/** An edge along its route, from outline to outline. */
export function placeEdge(edge: GraphEdge, route: Route, from: EndNode, to: EndNode): SceneEdge {
  const points = [...route.points];
  const first = points[0];
  const last = points.at(-1);
  if (first !== undefined) points[0] = onOutline(first, from);
  const end = last === undefined ? undefined : onOutline(last, to);
  const label = labelOf(edge);
  const arrow =
    end === undefined || edge.kind === 'relation' ? undefined : arrowAt(end, directionOf(points, end));
  if (end !== undefined && points.length > 1) points[points.length - 1] = arrow?.base ?? end;
  return {
    id: edge.id,
    kind: edge.kind,
    from: edge.from,
    to: edge.to,
    path: pathOf(points),
    ...(arrow === undefined ? {} : { arrow: arrow.path }),
    ...(label === undefined || route.label === undefined
      ? {}
      : { label: { ...label, x: round(route.label.x), y: round(route.label.y) } }),
    count: edge.count ?? 1,
  };
}

export interface EndNode extends Box {
  readonly kind: NodeKind;
  readonly texts?: readonly { readonly role: string }[];
}

/** Routes end at the boxes around nodes; outlines with tips lie within. */
function onOutline(point: Point, node: EndNode): Point {
  const at = (point.y - node.y) / node.height;
  // Tables have no tips, whatever they tell of.
  if (node.texts?.some(({ role }) => role === 'row') === true) return point;
  if (at < 0 || at > 1) return point;
  if (Math.abs(point.x - node.x) < 2) return { x: node.x + insetAt(node.kind, 'left', at), y: point.y };
  const right = node.x + node.width;
  if (Math.abs(point.x - right) < 2) return { x: right - insetAt(node.kind, 'right', at), y: point.y };
  return point;
}

/** Where an edge comes from when it arrives, as a vector of length 1. */
function directionOf(points: readonly Point[], end: Point): Point {
  for (let at = points.length - 2; at >= 0; at--) {
    const point = points[at];
    if (point === undefined) break;
    const length = Math.hypot(end.x - point.x, end.y - point.y);
    if (length >= arrowLength * 0.75) return { x: (end.x - point.x) / length, y: (end.y - point.y) / length };
  }
  return { x: 1, y: 0 };
}

function arrowAt(tip: Point, direction: Point): { readonly path: string; readonly base: Point } {
  const base = { x: tip.x - direction.x * arrowLength, y: tip.y - direction.y * arrowLength };
  const side = { x: -direction.y * 3.5, y: direction.x * 3.5 };
  return {
    path: `M${n(tip.x)} ${n(tip.y)}L${n(base.x + side.x)} ${n(base.y + side.y)}L${n(base.x - side.x)} ${n(base.y - side.y)}Z`,
    base: { x: base.x + direction.x, y: base.y + direction.y },
  };
}

function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${n(first.x)} ${n(first.y)}`;
  for (let at = 0; at + 2 < rest.length; at += 3) {
    path += `C${rest
      .slice(at, at + 3)
      .map(({ x, y }) => `${n(x)} ${n(y)}`)
      .join(' ')}`;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
