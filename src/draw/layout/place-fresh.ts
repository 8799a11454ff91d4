import { inOrder } from './arrange-layout.ts';
import { findBackEdges } from './back-edges.ts';
import type { Box, LayoutEdge, LayoutInput, LayoutNode, Route } from './layout.ts';
import { createRoom, gap, type MakeRoom, type Places } from './make-room.ts';
import { crossesAny } from './mend-routes.ts';

/** Room between a thing and those that it is joined to, in px: the least, and as ranks have it. */
const rankGap = { least: 24, usual: 54 } as const;

/**
 * How bad a place is, in px off the height that is wanted: a px off the wanted rank, a px that another thing has to move,
 * an edge that has to go around.
 */
const price = { rank: 0.5, move: 1.25, edge: 60 } as const;

/** Where things stood, and the ways of edges between them. */
export interface Known extends Places {
  readonly edges: ReadonlyMap<string, Route>;
}

/**
 * Finds places for things that are new, one after the other, those first that are joined to most of what stands. All others
 * stay where they are known to be, but for what has to make room. Undefined where something has no rank.
 */
export function placeFresh(input: LayoutInput, known: Known): Places | undefined {
  const back = findBackEdges(input.nodes, input.edges);
  // Some of what stays may have become larger.
  const stays = new Map(input.nodes.flatMap((node) => resized(node, known.nodes.get(node.id))));
  const makeRoom = createRoom(known, input);
  let places = makeRoom(stays);
  for (const node of inOrder(input, places.nodes)) {
    const best = bestPlace(node, { input, known, places, makeRoom }, placesFor(node, input, places, back));
    if (best === undefined) return undefined;
    places = best;
  }
  return places;
}

interface Surroundings {
  readonly input: LayoutInput;
  readonly known: Known;
  /** What stands by now. */
  readonly places: Places;
  readonly makeRoom: MakeRoom;
}

/** The place that costs least, with room made for it. */
function bestPlace(
  node: LayoutNode,
  { input, known, places, makeRoom }: Surroundings,
  possible: readonly PossiblePlace[],
): Places | undefined {
  const off = ({ box, offRank, wantedY }: PossiblePlace): number =>
    Math.abs(box.y + box.height / 2 - wantedY) + price.rank * offRank;
  let best: { readonly places: Places; readonly cost: number } | undefined;
  for (const place of [...possible].sort((a, b) => off(a) - off(b))) {
    // Whatever it moves, none of those that follow costs less.
    if (best !== undefined && off(place) >= best.cost) break;
    const made = makeRoom(new Map([...places.nodes, [node.id, place.box]]), node.id);
    const box = made.nodes.get(node.id) ?? place.box;
    const moved = off({ ...place, box }) + price.move * movesBetween(places, made);
    if (best !== undefined && moved >= best.cost) continue;
    const cost = moved + price.edge * edgesOver(box, node, input, known);
    if (best === undefined || cost < best.cost) best = { places: made, cost };
  }
  return best?.places;
}

/** Its middle stays in its rank, and its upper border where it was. */
function resized({ id, width, height }: LayoutNode, was: Box | undefined): [string, Box][] {
  return was === undefined ? [] : [[id, { x: was.x + (was.width - width) / 2, y: was.y, width, height }]];
}

interface PossiblePlace {
  readonly box: Box;
  /** How far it is from the rank that would be best, in px. */
  readonly offRank: number;
  /** Height at which its middle should be. */
  readonly wantedY: number;
}

/** In each rank between those that it is joined to: in gaps, and between things that have to make room. */
function placesFor(
  node: LayoutNode,
  input: LayoutInput,
  { nodes, groups }: Places,
  back: ReadonlySet<LayoutEdge>,
): PossiblePlace[] {
  const frame = node.group === undefined ? undefined : groups.get(node.group);
  const groupOf = new Map(input.nodes.map(({ id, group }) => [id, group]));
  const own = [...nodes].flatMap(([id, box]) => (groupOf.get(id) === node.group ? [box] : []));
  // What stands in no box must not stand in the way of boxes.
  const inTheWay = node.group === undefined ? [...own, ...groups.values()] : own;
  if (inTheWay.length === 0) return [];
  const edge = {
    left: Math.min(...inTheWay.map(({ x }) => x)),
    top: Math.min(...inTheWay.map(({ y }) => y)),
    bottom: Math.max(...inTheWay.map(({ y, height }) => y + height)),
  };
  const { left, right } = neighboursOf(node, input, nodes, back);
  const low = Math.max(edge.left, ...left.map(({ x, width }) => x + width + rankGap.least));
  const high = Math.min(Number.POSITIVE_INFINITY, ...right.map(({ x }) => x - rankGap.least)) - node.width;
  const afterLeft = Math.max(...left.map(({ x, width }) => x + width + rankGap.usual));
  const beforeRight = Math.min(...right.map(({ x }) => x - rankGap.usual)) - node.width;
  const wantedX = left.length > 0 ? afterLeft : right.length > 0 ? beforeRight : edge.left;
  const isInFrame = (middle: number): boolean =>
    frame === undefined || (middle > frame.x && middle < frame.x + frame.width);
  const ranks = new Set([...nodes.values()].map(({ x, width }) => Math.round(x + width / 2)));
  const inRanks = [...ranks]
    .filter(isInFrame)
    .map((middle) => Math.max(edge.left, middle - node.width / 2))
    .filter((x) => x >= low && x <= high);
  const columns = inRanks.length > 0 ? inRanks : wantedX >= low && wantedX <= high ? [wantedX] : [];
  const joined = [...left, ...right].map(({ y, height }) => y + height / 2);
  const wantedY = joined.length === 0 ? edge.bottom : joined.reduce((sum, y) => sum + y, 0) / joined.length;
  return columns.flatMap((x) =>
    heightsIn(
      inTheWay.filter((box) => box.x < x + node.width && x < box.x + box.width),
      node.height,
      wantedY - node.height / 2,
      edge,
    ).map((y) => ({
      box: { x, y, width: node.width, height: node.height },
      offRank: Math.abs(x - wantedX),
      wantedY,
    })),
  );
}

/** Boxes of what a thing is joined to: those that shall stand left of it, and right of it. */
function neighboursOf(
  { id }: LayoutNode,
  { edges }: LayoutInput,
  nodes: ReadonlyMap<string, Box>,
  back: ReadonlySet<LayoutEdge>,
): { readonly left: readonly Box[]; readonly right: readonly Box[] } {
  const left: Box[] = [];
  const right: Box[] = [];
  for (const edge of edges) {
    if (edge.from === edge.to || (edge.from !== id && edge.to !== id)) continue;
    const other = nodes.get(edge.from === id ? edge.to : edge.from);
    if (other === undefined) continue;
    const isRight = (edge.from === id) !== back.has(edge);
    (isRight ? right : left).push(other);
  }
  return { left, right };
}

/** Upper borders of places in a column: one in each gap and between any two, as close to the wanted height as it can be. */
function heightsIn(
  column: readonly Box[],
  height: number,
  wanted: number,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): number[] {
  const taken = [...column].sort((a, b) => a.y - b.y);
  return Array.from({ length: taken.length + 1 }, (_, at) => {
    const [above, below] = [taken[at - 1], taken[at]];
    const low = above === undefined ? top : above.y + above.height + gap.node;
    const high = below === undefined ? Math.max(low, bottom - height) : below.y - gap.node - height;
    // Without a gap it goes before what is below, which makes room.
    return high < low ? Math.min(low, below?.y ?? low) : Math.min(high, Math.max(low, wanted));
  });
}

/** How far things go, together. */
function movesBetween({ nodes: before }: Places, { nodes: after }: Places): number {
  let sum = 0;
  for (const [id, { x, y }] of before) {
    const to = after.get(id);
    if (to !== undefined) sum += Math.abs(to.x - x) + Math.abs(to.y - y);
  }
  return sum;
}

/** Edges of others whose ways lead through a place, as they were. */
function edgesOver(box: Box, { id }: LayoutNode, { edges }: LayoutInput, known: Known): number {
  return edges.filter(({ id: edge, from, to }) => {
    const route = known.edges.get(edge);
    return from !== id && to !== id && route !== undefined && crossesAny(route, [box]);
  }).length;
}
