import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { findBelow, isBelow } from './place-tree.ts';

// Few names and short paths, so that many places lie in one another; a name that looks like a border between two.
const place = fc.record({
  file: fc.constantFrom('a', 'b'),
  path: fc.array(fc.constantFrom('a', 'b', '0', 0, 'a\0b', '__proto__'), { maxLength: 4 }),
});

describe('findBelow', () => {
  it('says of many places what isBelow says of each', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 6 }), place, (ancestors, at) => {
        expect(findBelow(ancestors)(at)).toBe(ancestors.some((ancestor) => isBelow(at, ancestor)));
      }),
      { numRuns: 2000 },
    );
  });

  it('asks for the steps of a place, however many places there are', () => {
    const find = findBelow(
      Array.from({ length: 5000 }, (_, index) => ({ file: 'a', path: ['events', `e${index}`] })),
    );
    let steps = 0;
    const path = new Proxy(['events', 'e4999', 'data'], {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) steps++;
        return Reflect.get(target, key, receiver);
      },
    });
    expect(find({ file: 'a', path })).toBe(true);
    expect(steps).toBeLessThanOrEqual(3);
  });
});
