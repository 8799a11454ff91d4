/** One row of the benchmark: a ratio of CPU times, or of what the title says. */
export interface Measured {
  readonly title: string;
  readonly ratio: number;
  readonly goal: number;
  readonly detail: string;
}

/** A sentence on the machine, and its load of the last minute. */
export function describeMachine(): { name: string; load: string };

/** Writes the measured rows into a page, below its seam. */
export function writePage(
  path: string,
  run: { readonly results: readonly Measured[]; readonly rounds: number; readonly loadBefore: string },
): void;
