import { describe, expect, it } from 'vitest';
import { readOutline } from './outline.ts';

const told = (text: string) =>
  readOutline(text).map(
    ({ path, offset, end }) => `${path.join('/')} ${JSON.stringify(text.slice(offset, end))}`,
  );

describe('an outline', () => {
  it('has every key with its value, in blocks, brackets and JSON', () => {
    expect(
      told('a:\n  b: 1 # one\n  c:\n    - d: x\n      e: y\n    - d: z\nf: { g: [1, 2], h: { i: j } }\n'),
    ).toEqual([
      'a "a:\\n  b: 1 # one\\n  c:\\n    - d: x\\n      e: y\\n    - d: z"',
      'a/b "b: 1"',
      'a/c "c:\\n    - d: x\\n      e: y\\n    - d: z"',
      'a/c/0/d "d: x"',
      'a/c/0/e "e: y"',
      'a/c/1/d "d: z"',
      'f "f: { g: [1, 2], h: { i: j } }"',
      'f/g "g: [1, 2]"',
      'f/h "h: { i: j } "',
      'f/h/i "i: j "',
    ]);
    expect(told('{\n  "a": {"b": 1},\n  "c": [{"d": 2}]\n}').map((line) => line.split(' ')[0])).toEqual([
      'a',
      'a/b',
      'c',
      'c/0/d',
    ]);
  });

  it('passes over texts of several lines, and bears what is not finished', () => {
    expect(told('a: |\n  no: key\n\n  here: either\nb: 1').map((line) => line.split(' ')[0])).toEqual([
      'a',
      'b',
    ]);
    expect(told('a: { b: { c: ').map((line) => line.split(' ')[0])).toEqual(['a', 'a/b', 'a/b/c']);
    expect(told('a:\n- b: 1\n- c: 2\nd: 1').map((line) => line.split(' ')[0])).toEqual([
      'a',
      'a/0/b',
      'a/1/c',
      'd',
    ]);
    expect(readOutline('')).toEqual([]);
  });
});
