import { describe, expect, it } from 'vitest';
import {
  bringIntoSight,
  fitBeginning,
  fitBeside,
  fitPicture,
  isSeen,
  turnPage,
  type Viewport,
} from './viewport.ts';

describe(fitPicture, () => {
  it('shows the whole in what room there is, in its middle', () => {
    const lengths = [40, 333, 1200, 4000];
    for (const width of lengths)
      for (const height of lengths)
        for (const screen of [
          { width: 300, height: 900 },
          { width: 1400, height: 320 },
        ]) {
          const viewport = fitPicture({ width, height }, screen);
          expect(viewport.k).toBeLessThanOrEqual(1);
          expect(isSeen({ x: 0, y: 0, width, height }, viewport, screen, 23.9)).toBe(true);
          expect(viewport.x + (width * viewport.k) / 2).toBeCloseTo(screen.width / 2);
        }
  });
});

describe(fitBeside, () => {
  const screen = { width: 1200, height: 800 };
  const corner = { width: 200, height: 50 };

  it('keeps clear of the corner where something would stand below it, and is the whole else', () => {
    for (const picture of [
      { width: 3000, height: 900 },
      { width: 900, height: 3000 },
      { width: 2000, height: 1330 },
    ]) {
      const atCorner = { x: picture.width - 300, y: picture.height - 60, width: 300, height: 60 };
      const elsewhere = { ...atCorner, x: 0 };
      const fitted = fitBeside(picture, [atCorner, elsewhere], screen, corner);
      const right = (atCorner.x + atCorner.width) * fitted.k + fitted.x;
      const bottom = (atCorner.y + atCorner.height) * fitted.k + fitted.y;
      expect(right <= screen.width - corner.width || bottom <= screen.height - corner.height).toBe(true);
      expect(isSeen({ x: 0, y: 0, ...picture }, fitted, screen, 23.9)).toBe(true);
      expect(fitBeside(picture, [elsewhere], screen, corner)).toEqual(fitPicture(picture, screen));
    }
  });
});

describe(bringIntoSight, () => {
  const screen = { width: 900, height: 700 };
  const box = { x: 100, y: 200, width: 150, height: 44 };

  it('leaves what is seen where it is', () => {
    for (const viewport of [
      { x: 0, y: 0, k: 1 },
      { x: -76, y: -176, k: 1 },
      { x: 300, y: 200, k: 0.5 },
    ])
      expect(bringIntoSight(box, viewport, screen, 24)).toEqual(viewport);
  });

  it('moves what is not by as little as brings it to the margin', () => {
    expect(bringIntoSight(box, { x: 700, y: 0, k: 1 }, screen, 24)).toEqual({ x: 626, y: 0, k: 1 });
    expect(bringIntoSight(box, { x: -300, y: 900, k: 1 }, screen, 24)).toEqual({ x: -76, y: 432, k: 1 });
    expect(bringIntoSight(box, { x: 880, y: -900, k: 0.5 }, screen, 24)).toEqual({ x: 751, y: -76, k: 0.5 });
  });

  it('shows the beginning of what has no room', () => {
    const wide = { x: 100, y: 100, width: 5000, height: 5000 };
    expect(bringIntoSight(wide, { x: 0, y: 0, k: 1 }, screen, 24)).toEqual({ x: -76, y: -76, k: 1 });
  });
});

describe(fitBeginning, () => {
  const screen = { width: 1200, height: 800 };
  const corner = { width: 190, height: 56 };

  it('shows what is long from its beginning, above what covers the corner', () => {
    const { x, y, k } = fitBeginning({ width: 4000, height: 800 }, screen, corner);
    expect({ x, k }).toEqual({ x: 24, k: (800 - 56 - 48) / 800 });
    expect(800 * k + y).toBeLessThanOrEqual(800 - 56);
  });

  it('takes the whole height where nothing stands in the corner', () => {
    const short = { width: 700, height: 800 };
    expect(fitBeginning(short, screen, corner)).toEqual(fitBeginning(short, screen, { width: 0, height: 0 }));
  });

  it('is no smaller than can be read, however high', () => {
    expect(fitBeginning({ width: 4000, height: 4000 }, screen, corner)).toEqual({ x: 24, y: 24, k: 0.75 });
  });
});

describe(turnPage, () => {
  const screen = { width: 1000, height: 700 };
  const corner = { width: 190, height: 56 };

  it('shows all of a picture page by page, the last of it above what covers the corner', () => {
    const picture = { width: 3000, height: 4000 };
    const begin: Viewport = { x: 24, y: 24, k: 0.75 };
    for (const [turn, length, room] of [
      ['down', picture.height, screen.height - corner.height],
      ['right', picture.width, screen.width],
    ] as const) {
      let viewport = begin;
      const offset = (): number => (turn === 'down' ? viewport.y : viewport.x);
      let pages = 0;
      for (let before = Number.NaN; before !== offset() && pages < 20; pages++) {
        before = offset();
        viewport = turnPage(turn, picture, viewport, screen, corner);
        // Nothing is left out between two pages.
        expect(before - offset()).toBeLessThan(room);
      }
      expect(offset() + length * viewport.k).toBeCloseTo(room - 24);
      expect(pages).toBeGreaterThan(2);
    }
    const last = turnPage('last', picture, begin, screen, corner);
    expect(last).toEqual({ x: 1000 - 24 - 2250, y: 700 - 56 - 24 - 3000, k: 0.75 });
    expect(turnPage('first', picture, last, screen, corner)).toEqual(begin);
  });

  it('leaves what is seen whole, and brings back what was moved away', () => {
    const picture = { width: 500, height: 300 };
    for (const turn of ['left', 'right', 'up', 'down', 'first', 'last'] as const) {
      const seen = { x: 100, y: 90, k: 1 };
      expect(turnPage(turn, picture, seen, screen, corner)).toEqual(seen);
      expect(turnPage(turn, picture, { ...seen, y: -900 }, screen, corner)).toEqual({ ...seen, y: 24 });
    }
  });
});

describe(isSeen, () => {
  it('is nothing that stands below what covers the corner', () => {
    const screen = { width: 1000, height: 700 };
    const viewport = { x: 0, y: 0, k: 1 };
    const box = { x: 850, y: 640, width: 100, height: 30 };
    expect(isSeen(box, viewport, screen, 24)).toBe(true);
    expect(isSeen(box, viewport, screen, 24, { width: 190, height: 56 })).toBe(false);
    expect(isSeen({ ...box, x: 600 }, viewport, screen, 24, { width: 190, height: 56 })).toBe(true);
  });
});
