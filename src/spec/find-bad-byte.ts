import { type Buffer, isUtf8 } from 'node:buffer';

/** Where a byte stands that belongs to no character of UTF-8: one-based line and column, in UTF-16 units. */
export interface BadByte {
  readonly byte: number;
  readonly line: number;
  readonly column: number;
}

const lineFeed = 0x0a;
const mark = [0xef, 0xbb, 0xbf];

/** Finds the first byte of a text that is not UTF-8; undefined where all of it is. */
export function findBadByte(bytes: Buffer): BadByte | undefined {
  // A line feed is part of no other character, so that lines can be judged one by one.
  let start = mark.every((byte, index) => bytes[index] === byte) ? mark.length : 0;
  for (let line = 1; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(lineFeed, start);
    const end = feed === -1 ? bytes.length : feed;
    const text = bytes.subarray(start, end);
    if (!isUtf8(text)) {
      const length = lengthOfUtf8(text);
      const byte = text[length] ?? 0;
      return { byte, line, column: text.toString('utf8', 0, length).length + 1 };
    }
    start = end + 1;
  }
  return undefined;
}

/** How many bytes from the start are whole characters. */
function lengthOfUtf8(text: Buffer): number {
  let length = 0;
  while (length < text.length) {
    const size = [1, 2, 3, 4].find((bytes) => isUtf8(text.subarray(length, length + bytes)));
    if (size === undefined) break;
    length += size;
  }
  return length;
}
