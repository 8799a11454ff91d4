import { groupPadding, printDot } from './dot-text.ts';
import type { Dot } from './graphviz.ts';
import type {
  Box,
  Layout,
  LayoutEdge,
  LayoutGroup,
  LayoutInput,
  LayoutNode,
  Point,
  Route,
} from './layout.ts';
import { layoutLanes } from './layout-lanes.ts';
import { layoutRing } from './layout-ring.ts';
import { mendRoutes } from './mend-routes.ts';
import { packRows } from './pack-rows.ts';
import type { LayOutPiece, PieceMemory } from './piece-memory.ts';
import { layoutPlainly, routePlainly } from './plain-layout.ts';
import { readDot } from './read-dot.ts';

/** Graphviz takes the whole at once up to here; above, each box by itself, and its time stays linear. */
const mostAtOnce = { nodes: 90, edges: 220 } as const;

/** In one piece of this size Graphviz takes seconds: it is laid out plainly. */
const mostInPiece = { nodes: 220, edges: 700 } as const;

const gap = { group: 56, piece: 34 } as const;

/**
 * Lays out a graph, whatever it holds: as one where it is small, else box by box, each in its connected pieces, packed
 * in rows. What Graphviz complains of is laid out plainly; nothing is left out. With a memory, pieces that it knows are not
 * laid out again: the layout is the same.
 */
export function layoutGraph(input: LayoutInput, dot: Dot, memory?: PieceMemory): Layout {
  if (input.lanes !== undefined) return layoutLanes(input, input.lanes);
  const anew: LayOutPiece = (piece) => layoutPiece(piece, dot);
  const layOut: LayOutPiece = memory === undefined ? anew : (piece) => memory.layOut(piece, anew);
  if (fitsAtOnce(input) && !isDense(input) && input.boxed !== true) {
    const layout = layOut(input);
    if (layout === undefined) return layoutBoxes(input, () => undefined);
    return isStretched(input, layout) ? layoutRing(input) : layout;
  }
  return layoutBoxes(input, layOut);
}

/** The same without Graphviz: for when it takes too long. */
export function layoutGraphPlainly(input: LayoutInput): Layout {
  if (input.lanes !== undefined) return layoutLanes(input, input.lanes);
  return layoutBoxes(input, () => undefined);
}

/** Whether a graph is drawn as one. What is not has to do without edges between boxes that are easy to follow. */
export function fitsAtOnce({
  nodes,
  edges,
}: {
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
}): boolean {
  return nodes.length <= mostAtOnce.nodes && edges.length <= mostAtOnce.edges;
}

function layoutPiece(input: LayoutInput, dot: Dot): Layout | undefined {
  if (input.nodes.length > mostInPiece.nodes || input.edges.length > mostInPiece.edges) return undefined;
  try {
    return mendRoutes(readDot(dot(printDot(input)), input), input);
  } catch {
    // Out of memory, or a fault of Graphviz: the plain way never fails.
    return undefined;
  }
}

interface Block {
  readonly layout: Layout;
  readonly group?: LayoutGroup;
}

function layoutBoxes(input: LayoutInput, layOut: LayOutPiece): Layout {
  const alone = input.nodes.filter(({ group }) => group === undefined);
  const blocks: Block[] = input.groups.map((group) => ({
    layout: layoutBox(
      input,
      input.nodes.filter((node) => node.group === group.id),
      layOut,
    ),
    group,
  }));
  if (alone.length > 0) blocks.push({ layout: layoutBox(input, alone, layOut) });
  const sizes = blocks.map(({ layout, group }) =>
    group === undefined
      ? layout
      : {
          width: Math.max(layout.width, group.width) + 2 * groupPadding.side,
          height: layout.height + groupPadding.top + groupPadding.bottom,
        },
  );
  const packed = packRows(sizes, gap.group);
  const joined = joinLayouts(
    blocks.map(({ layout, group }, number) => {
      const { x = 0, y = 0 } = packed.corners[number] ?? {};
      return group === undefined
        ? { layout, x, y }
        : { layout, x: x + groupPadding.side, y: y + groupPadding.top };
    }),
  );
  const groups: { [id: string]: Box } = {};
  for (const [number, { group }] of blocks.entries()) {
    const size = sizes[number];
    const corner = packed.corners[number];
    if (group !== undefined && size !== undefined && corner !== undefined)
      groups[group.id] = { ...corner, width: size.width, height: size.height };
  }
  return {
    ...joined,
    edges: { ...joined.edges, ...routesBetween(input, joined.nodes, joined.edges) },
    groups,
    width: packed.width,
    height: packed.height,
  };
}

/** Edges from one box to another: they were not there when the boxes were laid out. */
function routesBetween(
  { edges, direction }: LayoutInput,
  nodes: Layout['nodes'],
  known: Layout['edges'],
): { [id: string]: Route } {
  const routes: { [id: string]: Route } = {};
  for (const { id, from, to } of edges) {
    const start = nodes[from];
    const end = nodes[to];
    if (known[id] === undefined && start !== undefined && end !== undefined)
      routes[id] = routePlainly(start, end, direction);
  }
  return routes;
}

/** The inside of one box: its connected pieces, the largest first, packed in rows. */
function layoutBox(input: LayoutInput, nodes: readonly LayoutNode[], layOut: LayOutPiece): Layout {
  const layouts = piecesOf(nodes, input.edges).map((piece) => {
    const part: LayoutInput = {
      nodes: piece.nodes.map(({ id, width, height }) => ({ id, width, height })),
      edges: piece.edges,
      groups: [],
      direction: input.direction,
    };
    if (isDense(part)) return layoutRing(part);
    return layOut(part) ?? layoutPlainly(part);
  });
  const packed = packRows(layouts, gap.piece);
  return {
    ...joinLayouts(
      layouts.map((layout, number) => ({ layout, ...(packed.corners[number] ?? { x: 0, y: 0 }) })),
    ),
    groups: {},
    width: packed.width,
    height: packed.height,
  };
}

/** Where nearly all are joined to nearly all: Graphviz takes seconds, and what it finds is no clearer. */
export function isDense({
  nodes,
  edges,
}: {
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
}): boolean {
  return nodes.length > 8 && edges.length > 4 * nodes.length;
}

/** A chain that nobody can look at as a whole; without boxes its nodes may as well stand in a ring. */
function isStretched({ nodes, groups }: LayoutInput, { width, height }: Layout): boolean {
  return groups.length === 0 && nodes.length > 6 && Math.max(width / height, height / width) > 4;
}

interface Piece {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** Nodes that hang together, with their edges; the largest first, those of a size in the order of their nodes. */
function piecesOf(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Piece[] {
  const heads = new Map(nodes.map(({ id }) => [id, id]));
  const headOf = (id: string): string => {
    let head = id;
    for (let above = heads.get(head) ?? head; above !== head; above = heads.get(head) ?? head) head = above;
    heads.set(id, head);
    return head;
  };
  const inside = edges.filter(({ from, to }) => heads.has(from) && heads.has(to));
  for (const { from, to } of inside) heads.set(headOf(from), headOf(to));
  const pieces = new Map<string, { nodes: LayoutNode[]; edges: LayoutEdge[] }>();
  for (const node of nodes) {
    const head = headOf(node.id);
    const piece = pieces.get(head) ?? { nodes: [], edges: [] };
    piece.nodes.push(node);
    pieces.set(head, piece);
  }
  for (const edge of inside) pieces.get(headOf(edge.from))?.edges.push(edge);
  return [...pieces.values()].sort((a, b) => b.nodes.length - a.nodes.length);
}

interface PlacedLayout {
  readonly layout: Layout;
  readonly x: number;
  readonly y: number;
}

function joinLayouts(placed: readonly PlacedLayout[]): Pick<Layout, 'nodes' | 'edges' | 'by'> {
  const nodes: { [id: string]: Box } = {};
  const edges: { [id: string]: Route } = {};
  for (const { layout, x, y } of placed) {
    const move = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
    for (const [id, box] of Object.entries(layout.nodes)) nodes[id] = { ...box, ...move(box) };
    for (const [id, { points, label }] of Object.entries(layout.edges)) {
      edges[id] = { points: points.map(move), ...(label === undefined ? {} : { label: move(label) }) };
    }
  }
  return { nodes, edges, by: placed.some(({ layout }) => layout.by === 'plain') ? 'plain' : 'graphviz' };
}
