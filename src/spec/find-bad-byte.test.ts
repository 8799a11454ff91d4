import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { findBadByte } from './find-bad-byte.ts';

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('the first byte that is not UTF-8', () => {
  it.each([
    ['at the start', bytes(0xff, 'a'), { byte: 0xff, line: 1, column: 1 }],
    ['behind a byte order mark', bytes('\uFEFFa', 0xfc), { byte: 0xfc, line: 1, column: 2 }],
    ['in a later line', bytes('a\r\nbc ', 0xe9, '\n', 0xff), { byte: 0xe9, line: 2, column: 4 }],
    ['behind wide characters', bytes('é𝒳', 0x80), { byte: 0x80, line: 1, column: 4 }],
    [
      'of a character that is cut off by the end of a line',
      bytes('a', 0xe2, 0x82, '\n'),
      { byte: 0xe2, line: 1, column: 2 },
    ],
    [
      'of a character that is cut off by the end',
      bytes('\n\n', 0xf0, 0x9d),
      { byte: 0xf0, line: 3, column: 1 },
    ],
    ['of a character written too long', bytes('a', 0xc0, 0xaf), { byte: 0xc0, line: 1, column: 2 }],
    ['of half a surrogate pair', bytes(0xed, 0xa0, 0x80), { byte: 0xed, line: 1, column: 1 }],
  ])('%s', (_, text, found) => {
    expect(findBadByte(text)).toEqual(found);
  });

  it('is missing where all is well', () => {
    expect(findBadByte(bytes(''))).toBeUndefined();
    expect(findBadByte(bytes('\uFEFFé\n𝒳\n'))).toBeUndefined();
  });
});
