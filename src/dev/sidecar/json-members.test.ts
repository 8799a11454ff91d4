import { expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { splitMembers } from './json-members.ts';

it('gives back each member of any object, however it is spaced', () => {
  const spaces = fc.constantFrom(0, 1, '\t', ' \n');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spaces, (object, space) => {
      const text = JSON.stringify(object, undefined, typeof space === 'string' ? space.trim() || 2 : space);
      const members = splitMembers(`  ${text} `);
      const read = Object.fromEntries(
        [...members].map(([name, value]) => [name, JSON.parse(value) as unknown]),
      );
      expect(read).toEqual(JSON.parse(text));
    }),
  );
});

it('keeps texts as they stand, the last of equal names', () => {
  const members = splitMembers(
    '{"n":12345678901234567890, "s" : "a\\"}{" ,"n":1.50,"__proto__":{"x":[1,"]"]}}',
  );
  expect([...members]).toEqual([
    ['n', '1.50'],
    ['s', '"a\\"}{"'],
    ['__proto__', '{"x":[1,"]"]}'],
  ]);
});
