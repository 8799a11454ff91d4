import { expect, test } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { codePoints, hasTwice, isEqual, isLonger, isMultipleOf, isShorter, own } from './checks.ts';
import { fail, start } from './validator.ts';

test('lengths count code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 12 }), (text, limit) => {
      expect(codePoints(text)).toBe([...text].length);
      expect(isLonger(text, limit)).toBe([...text].length > limit);
      expect(isShorter(text, limit)).toBe([...text].length < limit);
    }),
  );
});

test('every product is a multiple, in decimal notation', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.nat({ max: 9 }),
      (count, digits, exponent) => {
        const step = Number(`${digits}e-${exponent}`);
        const product = Number(`${BigInt(count) * BigInt(digits)}e-${exponent}`);
        expect(isMultipleOf(product, step)).toBe(true);
      },
    ),
  );
  expect(isMultipleOf(0.15, 0.1)).toBe(false);
  expect(isMultipleOf(-7.5, 2.5)).toBe(true);
});

test('equal as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(isEqual(a, JSON.parse(JSON.stringify(a)))).toBe(true);
      expect(hasTwice([a, b, JSON.parse(JSON.stringify(a))])).toBe(true);
      expect(isEqual([a], b)).toBe(JSON.stringify([a]) === JSON.stringify(b));
    }),
  );
  expect(isEqual([1], { 0: 1 })).toBe(false);
  expect(hasTwice([1, '1', [1], { 0: 1 }, null, false, 0])).toBe(false);
});

test('an issue is noted once, inherited properties are none', () => {
  const at = { ...start(), path: ['a', 0] };
  fail(at, 'is required');
  fail(at, 'is required');
  expect(at.issues).toEqual([{ path: 'a.0', message: 'is required' }]);
  expect(own({}, 'constructor')).toBeUndefined();
});
