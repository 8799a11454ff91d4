import { expect, test } from 'vitest';
import { goDuration } from './go-duration.ts';

test.each([
  [0, '0s'],
  [500, '500ms'],
  [1500, '1.5s'],
  [30_000, '30s'],
  [90_000, '1m30s'],
  [7 * 86_400_000, '168h'],
  [3_600_000 + 5000, '1h5s'],
])('%d ms is %s for Go', (milliseconds, text) => {
  expect(goDuration(milliseconds)).toBe(text);
});
