import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { createLocator } from './locate.ts';
import { createDiskFiles } from './project-files.ts';
import { readByEvents } from './yaml.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const texts = ['examples/**/*.{yaml,yml}', 'src/rules/*.yaml', 'tests/{systems,documents}/**/*.yaml'].flatMap(
  (pattern) =>
    createDiskFiles(root)
      .glob(pattern)
      .map((path) => readFileSync(join(root, path), 'utf8')),
);

/** Every path of a value, and beside each one that leads nowhere. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    path,
    [...path, 'nowhere'],
    ...below.flatMap(([key, inner]) => pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

/** A tab in a comment makes it look through the whole text, and moves nothing. */
const asAWhole = (text: string): string => `${text}#\t`;

function expectTheSamePlaces(written: string): void {
  const text = `${written}\n`;
  const { value, diagnostics } = readByEvents(asAWhole(text), 'f', 'plain');
  if (diagnostics.length > 0) return;
  const [locate, expected] = [createLocator(text), createLocator(asAWhole(text))];
  for (const path of pathsIn(value)) {
    for (const place of [
      { file: 'f', path },
      { file: 'f', path, on: 'key' as const },
    ]) {
      const [found, right] = [locate(place), expected(place)];
      if (found.offset !== right.offset || found.length !== right.length)
        expect([text, place, found]).toEqual([text, place, right]);
    }
  }
}

it('finds in a member what it finds in the whole text', () => {
  for (const text of texts) expectTheSamePlaces(text);
}, 60_000);

const pieces = [
  ...[' ', '  ', '\n', '\n\n', '#', ' #', '\n# c\n', '\n  # c\n', ':', ': ', '-', '- ', '? ', ',', '"', "'"],
  ...[
    '|',
    '|2\n',
    '>-\n',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!!str ',
    '---\n',
    '...\n',
    '<<: ',
    '\t',
    '\r\n',
    'é',
  ],
];

it('finds the same in what somebody has changed', () => {
  const mutants = fc
    .record({
      text: fc.constantFrom(...texts),
      from: fc.nat(),
      lines: fc.integer({ min: 3, max: 24 }),
      edits: fc.array(
        fc.record({
          at: fc.nat(),
          drop: fc.constantFrom(0, 0, 0, 1, 2, 3),
          add: fc.constantFrom('', ...pieces),
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ text, from, lines, edits }) => {
      const all = text.split('\n');
      const start = from % all.length;
      let part = `section:\n${all.slice(start, start + lines).join('\n')}`;
      for (const { at, drop, add } of edits) {
        const offset = at % (part.length + 1);
        part = part.slice(0, offset) + add + part.slice(offset + drop);
      }
      return part;
    });
  fc.assert(fc.property(mutants, expectTheSamePlaces), { numRuns: 1000 });
}, 60_000);

it.each([
  ['a key in quotes', 'events:\n  "a b":\n    x: 1\n', ['events', 'a b', 'x'], [3, 8]],
  ['a member without a value', 'events:\n  a:\n  b: 2\n', ['events', 'b'], [3, 6]],
  [
    'a member with a comment above the next',
    'events:\n  a:\n    x: 1\n# c\n  b: 2\n',
    ['events', 'b'],
    [5, 6],
  ],
  ['a section in braces', 'events: { a: { x: 1 } }\n', ['events', 'a', 'x'], [1, 19]],
  [
    'a member of a text that is no YAML elsewhere',
    'events:\n  a:\n    x: 1\nother: [\n',
    ['events', 'a', 'x'],
    [3, 8],
  ],
  ['a place of a text that is no YAML there', 'events:\n  a: [\n', ['events', 'a', 'x'], [1, 1]],
] as const)('finds %s', (_what, text, path, [line, column]) => {
  expect(createLocator(text)({ file: 'f', path })).toMatchObject({ line, column });
});
