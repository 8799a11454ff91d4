/** Offsets from the first, included, to the second, not included. */
export type OffsetRange = readonly [from: number, to: number];

/** A set of offsets that mostly come in runs. */
export interface OffsetRanges {
  add(offset: number): void;
  has(offset: number): boolean;
  /** Takes the range that begins at `offset` out of the set and gives its end, or `offset` where there is none. */
  takeFrom(offset: number): number;
  list(): readonly OffsetRange[];
}

/** Ranges sorted by offset, never touching. Their number is that of the gaps, so a scan is short. */
export function createOffsetRanges(initial: readonly OffsetRange[] = []): OffsetRanges {
  const ranges: [number, number][] = initial.map(([from, to]) => [from, to]);
  return {
    add(offset) {
      let index = ranges.length;
      while (index > 0 && (ranges[index - 1]?.[0] ?? 0) > offset) index--;
      const before = ranges[index - 1];
      const after = ranges[index];
      if (before !== undefined && offset < before[1]) return;
      const joinsBefore = before?.[1] === offset;
      const joinsAfter = after?.[0] === offset + 1;
      if (joinsBefore && joinsAfter) ranges.splice(index - 1, 2, [before[0], after[1]]);
      else if (joinsBefore) before[1] = offset + 1;
      else if (joinsAfter) after[0] = offset;
      else ranges.splice(index, 0, [offset, offset + 1]);
    },
    has: (offset) => ranges.some(([from, to]) => from <= offset && offset < to),
    takeFrom(offset) {
      const index = ranges.findIndex(([from]) => from === offset);
      const [taken] = index < 0 ? [] : ranges.splice(index, 1);
      return taken?.[1] ?? offset;
    },
    list: () => ranges.map(([from, to]) => [from, to] as const),
  };
}
