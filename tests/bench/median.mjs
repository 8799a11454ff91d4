/** The middle of some numbers, the upper one of two; NaN of none. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
