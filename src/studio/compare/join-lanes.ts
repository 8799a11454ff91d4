import type { GraphGroup, LaneGrid } from '../../draw/graph/graph.ts';

/**
 * Finds room for what is gone in the grid of what is there: in the lane that it had, and in the column of what it
 * belonged to. A lane, and a column, that is gone as a whole comes behind the one that it stood behind.
 */
export function joinLanes(before: LaneGrid, after: LaneGrid): LaneGrid {
  const [old, now] = [unfold(before), unfold(after)];
  const rows = joinOrders([...old.rows.keys()], [...now.rows.keys()]);
  const columns = joinOrders([...old.columns.keys()], [...now.columns.keys()]);
  const numbers = new Map<string, readonly [band: number, column: number]>();
  let at: readonly [band: number, column: number] = [0, -1];
  for (const column of columns) {
    // What is gone goes on in the band that it stood in line with.
    const band = now.columns.get(column) ?? at[0];
    at = [band, band === at[0] ? at[1] + 1 : 0];
    numbers.set(column, at);
  }
  const cells = Object.fromEntries(
    [...old.cells, ...now.cells].map(([node, { row, column }]) => {
      const [band, number] = numbers.get(column) ?? [0, 0];
      return [node, [band * rows.length + rows.indexOf(row), number] as const];
    }),
  );
  const bands = Math.max(1, after.lanes.length / Math.max(1, after.perBand));
  const lanes = Array.from({ length: bands }, (_, band) =>
    rows.map((row): GraphGroup => {
      const name = now.rows.get(row) ?? old.rows.get(row) ?? row;
      return { id: `lane:${band}:${row}`, kind: 'lane', name };
    }),
  ).flat();
  return { lanes, perBand: rows.length, cells };
}

interface UnfoldedLanes {
  /** Names of lanes by what they are, whatever band they are in. */
  readonly rows: ReadonlyMap<string, string>;
  /** Columns by the node that they are of, which is the first that was put into them, with their band. */
  readonly columns: ReadonlyMap<string, number>;
  readonly cells: ReadonlyMap<string, { readonly row: string; readonly column: string }>;
}

/** A grid as one long row of columns. */
function unfold({ lanes, perBand, cells }: LaneGrid): UnfoldedLanes {
  const rowOf = ({ id }: GraphGroup): string => id.replace(/^lane:\d+:/, '');
  const heads = new Map<string, { readonly node: string; readonly band: number; readonly column: number }>();
  const found = new Map<string, { readonly row: string; readonly column: string }>();
  for (const [node, [lane, column]] of Object.entries(cells)) {
    const band = Math.floor(lane / perBand);
    const place = `${band} ${column}`;
    const head = heads.get(place) ?? { node, band, column };
    heads.set(place, head);
    const group = lanes[lane];
    if (group !== undefined) found.set(node, { row: rowOf(group), column: head.node });
  }
  const inOrder = [...heads.values()].sort((a, b) => a.band - b.band || a.column - b.column);
  return {
    rows: new Map(lanes.slice(0, perBand).map((lane) => [rowOf(lane), lane.name])),
    columns: new Map(inOrder.map(({ node, band }) => [node, band])),
    cells: found,
  };
}

/** All of `after` in its order, and what `before` has beyond it, each behind what it stood behind there. */
function joinOrders(before: readonly string[], after: readonly string[]): readonly string[] {
  const joined = [...after];
  const known = new Set(after);
  let at = 0;
  for (const one of before) {
    if (known.has(one)) at = joined.indexOf(one) + 1;
    else joined.splice(at++, 0, one);
  }
  return joined;
}
