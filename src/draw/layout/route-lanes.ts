import type { Box, LayoutEdge, Point, Route } from './layout.ts';
import { routePlainly } from './plain-layout.ts';
import { routeOf } from './route-shape.ts';

/** A grid whose nodes have their places: between its columns and below its lanes nothing stands. */
export interface LaneGrid {
  readonly nodes: { readonly [id: string]: Box };
  /** Lane and column of a node. */
  readonly cellOf: (id: string) => readonly [lane: number, column: number];
  /** Where the gap is that lies before a column; of one more than there are, behind the last one. In px, its middle. */
  readonly gapBefore: (column: number) => number;
  /** Where the gap below a lane is: its middle; undefined for a lane that nothing stands in. */
  readonly gapBelow: (lane: number) => number | undefined;
}

/** Ways that run beside each other in one gap keep this far apart. In px. */
const apart = 5;

/** Where ways run in a gap, as distances from its middle, the best first: what arrows and titles need stays free. */
const tracks = {
  column: [0, -apart, apart, -2 * apart, 2 * apart],
  lane: [0, -apart, apart, -2 * apart, -3 * apart, 2 * apart],
} as const;

/**
 * Finds ways through the gaps of a grid, so that none runs behind what stands in it: straight down where nothing is
 * between, else along columns and below lanes. What overlaps has a track of its own, while there are any.
 */
export function routeLanes(edges: readonly LayoutEdge[], grid: LaneGrid): { [id: string]: Route } {
  const takeTrack = createTracks();
  const columns = nodesByColumn(grid);
  const found: { [id: string]: Route } = {};
  for (const { id, from, to, label } of edges) {
    const start = grid.nodes[from];
    const end = grid.nodes[to];
    if (start === undefined || end === undefined) continue;
    const [startLane, startColumn] = grid.cellOf(from);
    const [endLane, endColumn] = grid.cellOf(to);
    if (startColumn === endColumn && isFree(start, end, columns.get(startColumn) ?? [])) {
      found[id] = routePlainly(start, end, 'down');
      continue;
    }
    // Within a column the way goes round on the left, but for the first one: titles stand there.
    const isForward = endColumn > startColumn || (endColumn === startColumn && startColumn === 0);
    const startGap = isForward ? startColumn + 1 : startColumn;
    const endGap = startColumn === endColumn ? startGap : isForward ? endColumn : endColumn + 1;
    const startsRight = isForward;
    const endsRight = startColumn === endColumn ? startsRight : !isForward;
    const out = sideOf(start, startsRight, isForward ? 0.5 : 0.75);
    const into = sideOf(end, endsRight, 0.5);
    if (startGap === endGap) {
      const x = grid.gapBefore(startGap) + takeTrack('column', startGap, [out.y, into.y]);
      found[id] = routeThrough([out, { x, y: out.y }, { x, y: into.y }, into], label !== undefined);
      continue;
    }
    const lane = laneOfWay(startLane, endLane, grid);
    const middle = grid.gapBelow(lane) ?? (out.y + into.y) / 2;
    const y = middle + takeTrack('lane', lane, [grid.gapBefore(startGap), grid.gapBefore(endGap)]);
    const first = grid.gapBefore(startGap) + takeTrack('column', startGap, [out.y, y]);
    const last = grid.gapBefore(endGap) + takeTrack('column', endGap, [y, into.y]);
    found[id] = routeThrough(
      [out, { x: first, y: out.y }, { x: first, y }, { x: last, y }, { x: last, y: into.y }, into],
      label !== undefined,
    );
  }
  return found;
}

function nodesByColumn({ nodes, cellOf }: LaneGrid): ReadonlyMap<number, readonly Box[]> {
  const columns = new Map<number, Box[]>();
  for (const [id, box] of Object.entries(nodes)) {
    const [, column] = cellOf(id);
    const boxes = columns.get(column) ?? [];
    columns.set(column, boxes);
    boxes.push(box);
  }
  return columns;
}

/** Whether nothing stands between two boxes of a column. */
function isFree(start: Box, end: Box, boxes: readonly Box[]): boolean {
  const top = Math.min(start.y + start.height, end.y + end.height);
  const bottom = Math.max(start.y, end.y);
  return boxes.every(({ y, height }) => y + height <= top || y >= bottom);
}

/** The lane below which a way crosses columns: next to its end, on the side that it comes from. */
function laneOfWay(startLane: number, endLane: number, { gapBelow }: LaneGrid): number {
  let lane = endLane > startLane ? endLane - 1 : endLane;
  while (lane > startLane && gapBelow(lane) === undefined) lane -= 1;
  return lane;
}

function sideOf({ x, y, width, height }: Box, isRight: boolean, at: number): Point {
  return { x: isRight ? x + width : x, y: y + height * at };
}

/** Takes the best track of a gap that is free along a stretch; where none is, the best of all. */
function createTracks(): (
  kind: keyof typeof tracks,
  gap: number,
  stretch: readonly [number, number],
) => number {
  const taken = new Map<string, [number, number][]>();
  return (kind, gap, [one, other]) => {
    const [low, high] = one < other ? [one, other] : [other, one];
    for (const offset of tracks[kind]) {
      const key = `${kind} ${gap} ${offset}`;
      const stretches = taken.get(key) ?? [];
      if (stretches.some(([from, to]) => low < to + apart && high > from - apart)) continue;
      taken.set(key, stretches);
      stretches.push([low, high]);
      return offset;
    }
    return tracks[kind][0];
  };
}

/** The way through corners; those that lie on a line are none. */
function routeThrough(corners: readonly Point[], isLabelled: boolean): Route {
  const turns = corners.filter((corner, at) => {
    const [before, next] = [corners[at - 1], corners[at + 1]];
    if (before === undefined || next === undefined) return true;
    const isUpright = Math.abs(before.x - corner.x) < 1 && Math.abs(next.x - corner.x) < 1;
    const isLevel = Math.abs(before.y - corner.y) < 1 && Math.abs(next.y - corner.y) < 1;
    return !isUpright && !isLevel;
  });
  return routeOf(turns, isLabelled);
}
