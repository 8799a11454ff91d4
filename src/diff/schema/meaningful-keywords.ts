/** Keywords by which the same value means something else. */
export const meaningfulKeywords: readonly string[] = [
  'x-unit',
  'x-units',
  'x-currency',
  'x-scale',
  'x-precision',
  'x-timezone',
  'x-time-zone',
  'x-key',
];
