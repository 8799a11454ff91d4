/** One row of a benchmark: a ratio of CPU times, or of what the title says. */
export interface Measured {
  readonly title: string;
  readonly ratio: number;
  /** The largest ratio that is wanted; absent where there is none. */
  readonly goal?: number;
  readonly detail: string;
}

/** Tells one figure in a line, and notes it in the file that `EDA_BENCH_ROWS` names. */
export function reportRow(row: Measured): void;

/** The rows that processes have noted in a file. */
export function readRows(file: string): Measured[];
