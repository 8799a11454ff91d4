import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import fc from '../../tests/support/fast-check.ts';
import type { FixEdit, Path } from '../diagnostics/diagnostic.ts';
import { findMembers } from './find-members.ts';
import { applySplices, createSplicer } from './splice-edits.ts';

const at = (...path: Path) => ({ file: 'eda.yaml', path });

function edit(text: string, ...edits: FixEdit[]): string {
  return applySplices(text, createSplicer(text)(edits));
}

const insert = (path: Path, key: string, value: string | number, after?: string): FixEdit => ({
  at: at(...path),
  insert: { key, value, ...(after === undefined ? {} : { after }) },
});
const remove = (...path: Path): FixEdit => ({ at: at(...path), remove: true });

describe('a key is added', () => {
  it.each([
    [
      'in a block, behind another',
      'a:\n  type: string # kept\n  title: T\n',
      'a:\n  type: string # kept\n  format: date\n  title: T\n',
    ],
    [
      'in braces',
      'a: { type: string, title: T } # kept\n',
      'a: { type: string, format: date, title: T } # kept\n',
    ],
    [
      'in braces over lines',
      'a:\n  {\n    type: string,\n    title: T,\n  }\n',
      'a:\n  {\n    type: string,\n    format: date,\n    title: T,\n  }\n',
    ],
    ['in empty braces', 'a: {}\n', 'a: { format: date }\n'],
    [
      'at the end',
      'a:\n  title: T # kept\n# below\nb: 1\n',
      'a:\n  title: T # kept\n  format: date\n# below\nb: 1\n',
    ],
    [
      'before a text of several lines',
      'a:\n  title: |\n    T\n\nb: 1\n',
      'a:\n  format: date\n  title: |\n    T\n\nb: 1\n',
    ],
    ['behind a hyphen', 'a: \n  format: x\n', 'a: \n  format: x\n'],
    ['without a last line break', 'a:\n  type: string', 'a:\n  type: string\n  format: date'],
    [
      'with the line breaks of Windows',
      'a:\r\n  type: string\r\nb: 1\r\n',
      'a:\r\n  type: string\r\n  format: date\r\nb: 1\r\n',
    ],
    [
      'in JSON',
      '{\n  "a": {\n    "type": "string",\n    "title": "T"\n  }\n}\n',
      '{\n  "a": {\n    "type": "string",\n    "format": "date",\n    "title": "T"\n  }\n}\n',
    ],
    [
      'in JSON on one line',
      '{ "a": { "type": "string" } }',
      '{ "a": { "type": "string", "format": "date" } }',
    ],
  ])('%s', (_, before, after) => {
    expect(edit(before, insert(['a'], 'format', 'date', 'type'))).toBe(after);
  });

  it('in a list of maps', () => {
    expect(
      edit('a:\n  - type: string\n    title: T\n  - x: 1\n', insert(['a', 0], 'format', 'date', 'type')),
    ).toBe('a:\n  - type: string\n    format: date\n    title: T\n  - x: 1\n');
  });

  it('with quotes where the value needs them', () => {
    expect(edit('a: { b: 1 }', insert(['a'], 'c', 'yes: no'), insert(['x'], 'c', 1))).toBe(
      'a: { b: 1, c: "yes: no" }',
    );
  });
});

describe('a scalar is replaced', () => {
  const replace = (path: Path, text: string, on?: 'key'): FixEdit => ({
    at: { ...at(...path), ...(on ? { on } : {}) },
    text,
  });

  it.each([
    ["a: 'yes' # kept\n", 'true', 'a: true # kept\n'],
    ['{ "a": "yes" }', 'true', '{ "a": true }'],
    ["a: 'b.c'\n", 'b.d', "a: 'b.d'\n"],
    ['{ "a": "b.c" }', 'b.d', '{ "a": "b.d" }'],
    ["a: '1'\n", "'1.0.0'", "a: '1.0.0'\n"],
    ['a: 1\n', "'1.0.0'", "a: '1.0.0'\n"],
  ])('%j by %s', (before, text, after) => {
    expect(edit(before, replace(['a'], text))).toBe(after);
  });

  it('a key, in its quotes', () => {
    expect(edit('a: { "b.c": 1 }', replace(['a', 'b.c'], 'b.d', 'key'))).toBe('a: { "b.d": 1 }');
  });
});

describe('an entry is taken away', () => {
  it.each([
    [
      'from a block, with what it holds',
      'a:\n  b:\n    c: 1 # its own\n  # of d\n  d: 2\n',
      ['a', 'b'],
      'a:\n  # of d\n  d: 2\n',
    ],
    ['the last', 'a:\n  b: 1\n  d: 2 # its own\nc: 3\n', ['a', 'd'], 'a:\n  b: 1\nc: 3\n'],
    ['the only one', 'a:\n  b: 1 # its own\nc: 3\n', ['a', 'b'], 'a: {} # its own\nc: 3\n'],
    ['from braces', 'a: { b: 1, c: 2, d: 3 }\n', ['a', 'c'], 'a: { b: 1, d: 3 }\n'],
    ['the first from braces', 'a: { b: 1, c: 2 }\n', ['a', 'b'], 'a: { c: 2 }\n'],
    ['the only one from braces', 'a: { b: 1 }\n', ['a', 'b'], 'a: {}\n'],
    ['from a list', 'a:\n  - b\n  - c # its own\n  - d\n', ['a', 1], 'a:\n  - b\n  - d\n'],
    ['from brackets', 'a: [b, c]\n', ['a', 1], 'a: [b]\n'],
    ['behind a hyphen', '- b: 1\n  c: 2\n', [0, 'b'], '- c: 2\n'],
    ['a text of several lines', 'a:\n  b: |\n    x\n  c: 1\n', ['a', 'b'], 'a:\n  c: 1\n'],
    ['from JSON', '{\n  "a": 1,\n  "b": 2\n}\n', ['b'], '{\n  "a": 1\n}\n'],
  ] as [string, string, Path, string][])('%s', (_, before, path, after) => {
    expect(edit(before, remove(...path))).toBe(after);
  });

  it('several at once, all of a map among them', () => {
    expect(
      edit(
        'a:\n  b: 1\n  c: 2\nd: { e: 1, f: 2, g: 3, h: 4 }\n',
        remove('a', 'b'),
        remove('a', 'c'),
        remove('d', 'e'),
        remove('d', 'f'),
      ),
    ).toBe('a: {}\nd: { g: 3, h: 4 }\n');
  });

  it('and nothing where it is not there, or where a comment in between would go with it', () => {
    const text = 'a: {\n  b: 1, # of b\n  c: 2 }\n';
    expect(edit(text, remove('a', 'x'), remove('x', 'y'), remove('a', 'c'))).toBe(text);
  });
});

/** Maps of maps, lists and scalars, with names that YAML has to quote. */
const scalars = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constantFrom('text', 'two words', 'a: b', '# no', 'x\ny', '', 'null'),
);
const keys = fc.constantFrom('a', 'b', 'type', 'two words', 'on', '1', 'ä');
const maps = fc.letrec<{ map: Record<string, unknown>; value: unknown }>((tie) => ({
  map: fc.dictionary(keys, tie('value'), { minKeys: 1, maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 3 },
    scalars,
    tie('map'),
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  ),
})).map;

const layouts: readonly ((value: unknown) => string)[] = [
  (value) => stringify(value),
  (value) => stringify(value, { collectionStyle: 'flow', flowCollectionPadding: true }),
  (value) => stringify(value, { indentSeq: false, indent: 4 }),
  (value) => JSON.stringify(value, null, 2),
];

function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = [...path, Array.isArray(value) ? Number(key) : key];
    return [own, ...placesOf(inner, own)];
  });
}

describe('whatever the file', () => {
  it('the value is the same but for what the edit says, and no other line changes', () => {
    fc.assert(
      fc.property(maps, fc.constantFrom(...layouts), fc.nat(), fc.boolean(), (value, layout, pick, adds) => {
        const text = layout(value);
        const places = placesOf(value);
        const place = places[pick % places.length] ?? [];
        const expected = structuredClone(value) as Record<string | number, unknown>;
        const parentPath = place.slice(0, -1);
        const parent = parentPath.reduce<Record<string | number, unknown>>(
          (inner, step) => inner[step] as Record<string | number, unknown>,
          expected,
        );
        let change: FixEdit;
        if (adds) {
          if (Array.isArray(parent)) return;
          parent.added = 'new value';
          change = insert(parentPath, 'added', 'new value', String(place.at(-1)));
        } else {
          if (Array.isArray(parent)) parent.splice(Number(place.at(-1)), 1);
          else delete parent[String(place.at(-1))];
          change = remove(...place);
        }
        const edited = edit(text, change);
        expect(load(edited), text).toEqual(expected);
        const kept = new Set(edited.split('\n').map((line) => line.trim()));
        const lost = text.split('\n').filter((line) => !kept.has(line.trim()));
        const touched = adds ? 1 : text.split('\n').length;
        expect(lost.length, `${text}\n---\n${edited}`).toBeLessThanOrEqual(touched);
      }),
      { numRuns: 600 },
    );
  });
});

describe('parts that are parsed by themselves', () => {
  const folder = join(import.meta.dirname, '../../tests/systems/large/parts');
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

  it('give the splices that the whole gives', () => {
    // Sections are not told apart by lines where there is a tab.
    const tab = '# \t\n';
    let compared = 0;
    for (const text of files) {
      const whole = createSplicer(tab + text);
      const members = [...findMembers(text)].flatMap(([section, named]) => [
        [insert([section], 'added', 'x')],
        ...[...named.keys()].map((name) => [
          insert([section, name], 'added', 'x'),
          remove(section, name, 'summary'),
        ]),
        [...named.keys()].slice(0, 2).map((name) => remove(section, name)),
      ]);
      for (const edits of members) {
        const splices = createSplicer(text)(edits);
        expect(splices.map((one) => ({ ...one, offset: one.offset + tab.length }))).toEqual(whole(edits));
        compared += splices.length;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  it('are as many as cost less than the whole', () => {
    const text = files[0] ?? '';
    const [section, named] = [...findMembers(text)].find(([, { size }]) => size > 8) ?? ['', new Map()];
    const edits = [...named.keys()].map((name) => insert([section, name], 'added', 'x'));
    expect(edits.length).toBeGreaterThan(8);
    const splices = createSplicer(text)(edits);
    expect(splices).toEqual(edits.flatMap((one) => createSplicer(text)([one])));
  });
});
