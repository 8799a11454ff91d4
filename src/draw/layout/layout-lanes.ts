import type { Box, LaneCells, Layout, LayoutInput, LayoutNode } from './layout.ts';
import { routeLanes } from './route-lanes.ts';

const gap = { column: 46, row: 18, lane: 12, band: 70, title: 40 } as const;

/** Lays out nodes in a grid: lanes from the top down, columns from left to right; what shares a cell stands one below the other. */
export function layoutLanes(input: LayoutInput, { lanes, perBand, cells }: LaneCells): Layout {
  const stacks = stackNodes(input.nodes, cells);
  const widths: number[] = [];
  for (const columns of stacks) {
    for (const [column, stack] of columns?.entries() ?? [])
      widths[column] = Math.max(widths[column] ?? 0, ...(stack ?? []).map(({ width }) => width));
  }
  const starts: number[] = [];
  let width = gap.column;
  for (const [column, own] of Array.from(widths, (one) => one ?? 0).entries()) {
    starts[column] = width;
    width += own + gap.column;
  }
  const nodes: { [id: string]: Box } = {};
  const groups: { [id: string]: Box } = {};
  let y = 0;
  for (const [lane, id] of lanes.entries()) {
    if (lane > 0 && lane % perBand === 0) y += gap.band;
    const columns = stacks[lane];
    if (columns === undefined) continue;
    let height = 0;
    for (const [column, stack] of columns.entries()) {
      let top = y + gap.title;
      for (const node of stack ?? []) {
        const x = (starts[column] ?? 0) + ((widths[column] ?? 0) - node.width) / 2;
        nodes[node.id] = { x, y: top, width: node.width, height: node.height };
        top += node.height + gap.row;
      }
      height = Math.max(height, top - y);
    }
    groups[id] = { x: 0, y, width, height };
    y += height + gap.lane;
  }
  return {
    width,
    height: Math.max(0, y - gap.lane),
    nodes,
    groups,
    edges: routeLanes(input.edges, {
      nodes,
      cellOf: (id) => cells[id] ?? [0, 0],
      gapBefore: (column) => (starts[column] ?? width) - gap.column / 2,
      gapBelow: (lane) => {
        const box = groups[lanes[lane] ?? ''];
        return box === undefined ? undefined : box.y + box.height + gap.lane / 2;
      },
    }),
    by: 'grid',
  };
}

/** Nodes by lane, then by column; lanes and columns without any are left out. */
function stackNodes(nodes: readonly LayoutNode[], cells: LaneCells['cells']) {
  const stacks: ((LayoutNode[] | undefined)[] | undefined)[] = [];
  for (const node of nodes) {
    const [lane, column] = cells[node.id] ?? [0, 0];
    const columns = stacks[lane] ?? [];
    stacks[lane] = columns;
    const stack = columns[column] ?? [];
    columns[column] = stack;
    stack.push(node);
  }
  return stacks;
}
