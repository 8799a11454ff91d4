/** The middle of some numbers, the upper one of two; NaN of none. */
export function median(values: readonly number[]): number;
