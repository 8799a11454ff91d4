import type { Measured } from './report-row.mjs';

/** A sentence on the machine, and its load of the last minute. */
export function describeMachine(): { name: string; load: string };

/** Writes what a command measured into a page, between its own seam and the next one. */
export function writePage(
  path: string,
  run: {
    /** As npm runs it. */
    readonly command: string;
    readonly sections: readonly { readonly title: string; readonly rows: readonly Measured[] }[];
    readonly loadBefore: string;
  },
): void;
