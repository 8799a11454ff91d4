import { expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { createOffsetRanges } from './offset-ranges.ts';

it('is a set of offsets', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), (offsets) => {
      const ranges = createOffsetRanges();
      for (const offset of offsets) ranges.add(offset);
      const members = Array.from({ length: 42 }, (_, offset) => offset).filter((offset) =>
        ranges.has(offset),
      );
      expect(members).toEqual([...new Set(offsets)].sort((a, b) => a - b));
      const list = ranges.list();
      list.slice(1).forEach(([from], index) => {
        expect(from).toBeGreaterThan(list[index]?.[1] ?? 0);
      });
    }),
  );
});

it('gives a range out whole', () => {
  const ranges = createOffsetRanges([[3, 6]]);
  expect([ranges.takeFrom(2), ranges.takeFrom(3), ranges.list()]).toEqual([2, 6, []]);
});
