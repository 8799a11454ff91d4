import { expect, it } from 'vitest';
import { parseGoDuration } from './go-duration.ts';

it.each([
  ['0', 0],
  ['500ms', 500],
  ['1.5s', 1500],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
  ['250us', 0.25],
])('reads %s as %d ms', (text, ms) => {
  expect(parseGoDuration(text)).toBeCloseTo(ms, 6);
});

it.each(['', '5', '-1s', '1 s', 's', '1d', '1s;', 'ms5'])('refuses %j', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
