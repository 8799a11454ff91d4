import type { NodeKind } from '../graph/graph.ts';

/** The outline of a node and the lines within, as SVG path data from its upper left corner. */
export interface Shape {
  readonly outline: string;
  readonly inner?: string;
}

/** How far the tips of a hexagon and of a tag, and the ends of a cylinder, reach inwards. */
export const tips = { hexagon: 12, tag: 14, cylinder: 8, cut: 10 } as const;

/** Shapes tell kinds apart where colours can't be seen. */
export function shapeOf(kind: NodeKind, width: number, height: number): Shape {
  const middle = height / 2;
  switch (kind) {
    case 'event':
      return { outline: hexagon(width, height) };
    case 'command': {
      const tip = tips.tag;
      return { outline: `M0 0H${n(width - tip)}L${n(width)} ${n(middle)}L${n(width - tip)} ${n(height)}H0Z` };
    }
    case 'topic': {
      const rx = tips.cylinder;
      const arc = (x: number, sweep: 0 | 1, y: number): string =>
        `A${rx} ${n(middle)} 0 0 ${sweep} ${n(x)} ${n(y)}`;
      return {
        outline: `M${rx} 0H${n(width - rx)}${arc(width - rx, 1, height)}H${rx}${arc(rx, 1, 0)}Z`,
        inner: `M${n(width - rx)} 0${arc(width - rx, 0, height)}`,
      };
    }
    case 'deadLetter': {
      const cut = tips.cut;
      return {
        outline: `M${cut} 0H${n(width - cut)}L${n(width)} ${cut}V${n(height - cut)}L${n(width - cut)} ${n(height)}H${cut}L0 ${n(height - cut)}V${cut}Z`,
      };
    }
    case 'projection':
    case 'schema':
    case 'table':
      return { outline: rectangle(0, width, height, 3), inner: `M0 7H${n(width)}` };
    case 'saga':
      return {
        outline: rectangle(0, width, height, middle),
        inner: rectangle(4, width - 4, height - 4, middle - 4),
      };
    case 'step':
    case 'undo':
    case 'completed':
    case 'aborted':
      return { outline: rectangle(0, width, height, middle) };
    case 'start':
      return { outline: rectangle(0, width, height, Math.min(width, height) / 2) };
    case 'reference':
      return { outline: rectangle(0, width, height, middle) };
    case 'domain':
      return { outline: rectangle(0, width, height, 12) };
    case 'service':
    case 'external':
      return { outline: rectangle(0, width, height, 8) };
  }
}

/** A rectangle with round corners between two corners that lie on its diagonal. */
function rectangle(from: number, right: number, bottom: number, radius: number): string {
  const r = n(Math.max(0, radius));
  const arc = (x: number, y: number): string => `a${r} ${r} 0 0 1 ${n(x)} ${n(y)}`;
  const w = right - from - 2 * radius;
  const h = bottom - from - 2 * radius;
  return `M${n(from + radius)} ${n(from)}h${n(w)}${arc(radius, radius)}v${n(h)}${arc(-radius, radius)}h${n(-w)}${arc(-radius, -radius)}v${n(-h)}${arc(radius, -radius)}Z`;
}

function hexagon(width: number, height: number): string {
  const tip = tips.hexagon;
  const middle = n(height / 2);
  return `M${tip} 0H${n(width - tip)}L${n(width)} ${middle}L${n(width - tip)} ${n(height)}H${tip}L0 ${middle}Z`;
}

/** How far the outline lies behind the left or right side of its box, at a height between 0 and 1. */
export function insetAt(kind: NodeKind, side: 'left' | 'right', at: number): number {
  const fromMiddle = Math.min(1, Math.abs(at - 0.5) * 2);
  if (kind === 'event') return tips.hexagon * fromMiddle;
  if (kind === 'command') return side === 'right' ? tips.tag * fromMiddle : 0;
  if (kind === 'topic') return tips.cylinder * (1 - Math.sqrt(1 - fromMiddle * fromMiddle));
  return 0;
}

/** A number as a picture writes it: to a tenth of a px, which is the same on every system. */
export function n(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}
