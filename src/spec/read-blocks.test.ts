import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { createDiskFiles } from './project-files.ts';
import { readBlocks } from './read-blocks.ts';
import { readByEvents } from './yaml.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Designs, documents and resources that people wrote. */
const texts = ['examples/**/*.{yaml,yml}', 'src/rules/*.yaml', 'tests/{systems,documents}/**/*.yaml'].flatMap(
  (pattern) =>
    createDiskFiles(root)
      .glob(pattern)
      .map((path) => readFileSync(join(root, path), 'utf8')),
);

const notRead = { isRead: false };

function readFast(text: string) {
  const value = readBlocks(text, (part) => {
    const { value, diagnostics } = readByEvents(part, 'f', 'shared');
    return diagnostics.length === 0 ? (value as { readonly k: unknown }).k : undefined;
  });
  return value === undefined ? notRead : { isRead: true, value };
}

/** As JSON, so that the order of keys counts. */
function expectTheSame(text: string): void {
  const fast = readFast(text);
  if (fast === notRead) return;
  const { value, diagnostics } = readByEvents(text, 'f', 'shared');
  expect(diagnostics).toEqual([]);
  expect(JSON.stringify({ isRead: true, value })).toBe(JSON.stringify(fast));
  expect(fast).toEqual({ isRead: true, value });
}

/** What changes the meaning of a text where it is put in. */
const pieces = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n\n',
    '#',
    ' #',
    '\n# c\n',
    '\n  # c\n',
    ':',
    ': ',
    '-',
    '- ',
    '?',
    '? ',
    ',',
    '.',
    '=',
  ],
  ...[
    '"',
    "'",
    "''",
    '\\',
    '|',
    '|+\n',
    '|2\n',
    '>',
    '>-\n',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!!str ',
    '@',
    '%',
  ],
  ...[
    '---\n',
    '...\n',
    '<<: ',
    '__proto__: 1',
    '~',
    'null',
    '0x1f',
    '1e3',
    '\t',
    '\r\n',
    'é',
    '😀',
    '\ufeff',
    '\x85',
  ],
];

const mutants = fc
  .record({
    text: fc.constantFrom(...texts),
    from: fc.nat(),
    lines: fc.integer({ min: 1, max: 14 }),
    edits: fc.array(
      fc.record({
        at: fc.nat(),
        drop: fc.constantFrom(0, 0, 0, 1, 2, 3),
        add: fc.constantFrom('', ...pieces),
      }),
      { maxLength: 4 },
    ),
    ends: fc.boolean(),
  })
  .map(({ text, from, lines, edits, ends }) => {
    const all = text.split('\n');
    const start = from % all.length;
    let part = all.slice(start, start + lines).join('\n') + (ends ? '\n' : '');
    for (const { at, drop, add } of edits) {
      const offset = at % (part.length + 1);
      part = part.slice(0, offset) + add + part.slice(offset + drop);
    }
    return part;
  });

describe('readBlocks', () => {
  it('reads most of what people write', () => {
    const read = texts.filter((text) => readFast(text) !== notRead);
    expect(texts.length).toBeGreaterThan(150);
    expect(read.length / texts.length).toBeGreaterThan(0.8);
  });

  it('reads what it reads as the library does', () => {
    for (const text of texts) expectTheSame(text);
  });

  it('reads what somebody has damaged as the library does, or not at all', () => {
    fc.assert(fc.property(mutants, expectTheSame), { numRuns: 3000 });
  });

  it.each([
    [
      'a: 1\nb:\n  - x\n  - y: z\n    w: "1"\nc:\n- 1\n- - 2\n  - 3\nd:\n',
      { a: 1, b: ['x', { y: 'z', w: '1' }], c: [1, [2, 3]], d: null },
    ],
    ['---\n# a design\na: b # of two\n\n\nc: d', { a: 'b', c: 'd' }],
    ['a: |\n  one\n  # two\n\n  three\n# none\nb: >-\n  x\n  y\n', { a: 'one\n# two\n\nthree\n', b: 'x y' }],
    ['a: one\n  two\nb: [x,\n  y]\nc: { d: "e\\n" }\n', { a: 'one two', b: ['x', 'y'], c: { d: 'e\n' } }],
    ["a b: 'it''s'\n\"c: d\": 'e # f'\ng#h: i:j#k\n", { 'a b': "it's", 'c: d': 'e # f', 'g#h': 'i:j#k' }],
    ['a: |+\n  kept\n\n', { a: 'kept\n\n' }],
    ['a: |\n  the end', { a: 'the end\n' }],
    ['- a:\n  - b\n-\n- c\n', [{ a: ['b'] }, null, 'c']],
  ])('reads %j', (text, value) => {
    expect(readFast(text)).toEqual({ isRead: true, value });
    expectTheSame(text);
  });

  it.each([
    ['a tab', 'a:\n  b: 1\t# c\n'],
    ['a carriage return', 'a: 1\r\n'],
    ['a control character', 'a: \u0001\n'],
    ['half a character', 'a: \ud83d\n'],
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['a line that is indented to no column', 'a:\n    b: 1\n  c: 2\n'],
    ['a colon in a value', 'a: b: c\n'],
    ['an anchor', 'a: &x 1\nb: 2\n'],
    ['an alias', 'a: *x\n'],
    ['an alias in a list', 'a: [&x 1, *x]\n'],
    ['a tag', 'a: !!str 1\n'],
    ['a merge key', 'a:\n  <<: { b: 1 }\n'],
    ['a name of the prototype', '__proto__: 1\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['a bracket that is never closed', 'a: [1\nb: 2\n'],
    [
      'a map deeper than any design',
      `${Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n')}\n`,
    ],
    ['a scalar alone', 'a\n'],
    ['comments alone', '# a\n'],
  ])('leaves %s to the library', (_what, text) => {
    expect(readFast(text)).toBe(notRead);
  });
});
