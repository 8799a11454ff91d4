import { describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { bringIntoSight, fitPicture, isSeen } from './viewport.ts';

const length = fc.integer({ min: 40, max: 4000 });
const size = fc.record({ width: length, height: length });
const place = fc.integer({ min: -5000, max: 5000 });

describe(fitPicture, () => {
  it('shows the whole in what room there is, in its middle', () => {
    fc.assert(
      fc.property(
        size,
        fc.record({
          width: fc.integer({ min: 300, max: 2000 }),
          height: fc.integer({ min: 300, max: 2000 }),
        }),
        (picture, screen) => {
          const viewport = fitPicture(picture, screen);
          expect(viewport.k).toBeLessThanOrEqual(1);
          expect(isSeen({ x: 0, y: 0, ...picture }, viewport, screen, 23.9)).toBe(true);
        },
      ),
    );
  });
});

describe(bringIntoSight, () => {
  const screen = { width: 900, height: 700 };

  it('leaves what is seen where it is, and moves what is not by no more than it has to', () => {
    fc.assert(
      fc.property(
        place,
        place,
        fc.record({ x: place, y: place, k: fc.constantFrom(0.1, 0.5, 1) }),
        (x, y, viewport) => {
          const box = { x, y, width: 150, height: 44 };
          const next = bringIntoSight(box, viewport, screen, 24);
          expect(next.k).toBe(viewport.k);
          expect(isSeen(box, next, screen, 23.9)).toBe(true);
          expect(next.x === viewport.x || onBorder(box.x, box.width, next.x, next.k, screen.width)).toBe(
            true,
          );
          expect(next.y === viewport.y || onBorder(box.y, box.height, next.y, next.k, screen.height)).toBe(
            true,
          );
        },
      ),
    );
  });

  it('shows the beginning of what has no room', () => {
    const wide = { x: 100, y: 100, width: 5000, height: 5000 };
    expect(bringIntoSight(wide, { x: 0, y: 0, k: 1 }, screen, 24)).toEqual({ x: -76, y: -76, k: 1 });
  });

  const onBorder = (from: number, long: number, offset: number, k: number, room: number): boolean =>
    Math.abs(from * k + offset - 24) < 0.01 || Math.abs((from + long) * k + offset - (room - 24)) < 0.01;
});
