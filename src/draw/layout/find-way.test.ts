import { describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { findWay, runsThrough } from './find-way.ts';

const start = { x: 0, y: 50 };
const end = { x: 400, y: 50 };
const square = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('a way between two points', () => {
  it('is straight where nothing is between them', () => {
    expect(findWay(start, end, [square(100, 60, 50, 50)])).toEqual([start, end]);
  });

  it('may run along a border', () => {
    expect(findWay(start, end, [square(100, 50, 50, 50)])).toEqual([start, end]);
  });

  it('goes around on the shorter side', () => {
    expect(findWay(start, end, [square(100, 40, 50, 100)])).toEqual([
      start,
      { x: 100, y: 40 },
      { x: 150, y: 40 },
      end,
    ]);
  });

  it('goes through the gap between two', () => {
    const way = findWay(start, end, [
      square(100, -500, 50, 560),
      square(220, 70, 50, 900),
      square(220, -900, 50, 960),
    ]);
    expect(way).toEqual([start, { x: 100, y: 60 }, { x: 270, y: 60 }, end]);
  });

  it('is none where an end is walled in', () => {
    const walls = [
      square(-60, 0, 120, 20),
      square(-60, 80, 120, 20),
      square(-60, 0, 20, 100),
      square(40, 0, 20, 100),
    ];
    expect(findWay(start, end, walls)).toBeUndefined();
  });

  it('runs through no rectangle, whatever there is', () => {
    const rect = fc.record({
      x: fc.integer({ min: 20, max: 350 }),
      y: fc.integer({ min: -200, max: 200 }),
      width: fc.integer({ min: 1, max: 80 }),
      height: fc.integer({ min: 1, max: 200 }),
    });
    let found = 0;
    fc.assert(
      fc.property(fc.array(rect, { maxLength: 20 }), (rects) => {
        const free = rects.filter(({ x, width }) => x > 0 && x + width < 400);
        const way = findWay(start, end, free);
        if (way === undefined) return;
        found += 1;
        expect([way[0], way.at(-1)]).toEqual([start, end]);
        for (const one of free) expect(runsThrough(way, one)).toBe(false);
      }),
    );
    expect(found).toBeGreaterThan(50);
  });
});
