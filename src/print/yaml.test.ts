import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import fc from '../../tests/support/fast-check.ts';
import { jsonValue } from './sample-schemas.fixture.ts';
import { printFlow, printYaml } from './yaml.ts';

test('values are readable YAML in our style', () => {
  const long = 'a word and '.repeat(20).trim();
  const shared = { name: 'x' };
  const value = {
    on: 'yes',
    list: [shared, shared],
    nested: [[1, 2], [{ a: [] }]],
    long,
    version: '1.10',
    time: '12:30',
    text: 'one line\n\n  and another',
    none: undefined,
    empty: '',
    nothing: {},
  };
  expect(printYaml(value)).toBe(
    `'on': 'yes'
list:
  - name: x
  - name: x
nested:
  - - 1
    - 2
  - - a: []
long: ${long}
version: '1.10'
time: '12:30'
text: |-
  one line

    and another
empty: ''
nothing: {}
`,
  );
});

test('a value on one line', () => {
  expect(printFlow({ a: ['x, y', '{z}', 'plain text'], b: {}, 'c d': { e: null } })).toBe(
    "{ a: ['x, y', '{z}', plain text], b: {}, c d: { e: null } }",
  );
});

/** Texts made of what means something in YAML, beside any text at all. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii' }),
  fc
    .array(
      fc.constantFrom(
        ...'-?:,[]{}#&*!|>\'"%@`~=.<+_ \t\n\r\0\\/',
        ...'\u0085\u2028\ufeff\u202e\u{1f600}é',
        ...[
          'a',
          'b',
          '0',
          '1',
          '9',
          'x',
          'e',
          'o',
          'T',
          'yes',
          'no',
          'null',
          'true',
          '---',
          '...',
          ': ',
          ' #',
        ],
        ...['2024-02-29', '12:30:45', '0x1f', '0b1', '1_000', '.inf', '- ', '\n\n', '  '],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
const value = fc.oneof(
  jsonValue,
  fc.tuple(text, text).map(([key, each]) => ({ [key]: each })),
  fc.array(fc.tuple(text, text).map(([key, each]) => [{ [key]: [each] }, [[each]]])),
);

test.each([
  ['lines', printYaml],
  ['one line', (each: unknown) => `${printFlow(each)}\n`],
  ['a member on one line', (each: unknown) => `a: ${printFlow(each)}\n`],
])('what is printed reads back the same, in YAML 1.2 and 1.1: %s', (name, print) => {
  fc.assert(
    fc.property(value, (each) => {
      const printed = print(each);
      const expected = name.startsWith('a member') ? { a: each } : each;
      expect(parse(printed)).toEqual(expected);
      expect(parse(printed, { version: '1.1', merge: false })).toEqual(expected);
      expect(load(printed)).toEqual(expected);
      expect(printed).not.toMatch(/[ \t]\n|\r|\u2028|\n\n$/);
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
});

test('a key that is too long for a line is a key', () => {
  const long = 'k'.repeat(2000);
  const deep = { list: [{ [long]: { a: [1] } }] };
  expect(parse(printYaml(deep))).toEqual(deep);
});
