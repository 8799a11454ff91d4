import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { createLocator } from './locate.ts';
import { readYaml } from './yaml.ts';

/** Code, line:column and message of each mistake. */
function mistakesOf(text: string): string[] {
  const locate = createLocator(text);
  return readYaml(text, 'eda.yaml').diagnostics.map(({ code, at, message, help }) => {
    const { line, column } = locate(at);
    return `${line}:${column} ${code}: ${message}${help === undefined ? '' : ` | ${help}`}`;
  });
}

describe('readYaml', () => {
  it('reads what js-yaml reads', () => {
    const text =
      'a: 1\nb: [x, "y", \'z\', ~, true, no, 1.5, 0x1f, 0o17, -3, .5, 1e3, 2024-01-01, 1_000, ""]\nc:\n  d: |\n    two\n    lines\n  e: >\n    folded\n    text\n';
    expect(readYaml(text, 'f').value).toEqual(load(text));
  });

  it('reads every JSON value back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readYaml(JSON.stringify({ value }), 'f').value).toEqual(JSON.parse(JSON.stringify({ value })));
        expect(readYaml(dump({ value }), 'f').value).toEqual(load(dump({ value })));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a: [\n  1,\n]\nb: 2\n', { a: [1], b: 2 }],
    ['a:\r\n  b: {\r\n    c: [\r\n      x\r\n    ]\r\n  }\r\n  d: 1\r\n', { a: { b: { c: ['x'] }, d: 1 } }],
    ['a: [\n  1\n\n]\n', { a: [1] }],
    ["a: ['x\n\n  y'\n]\n", { a: ['x\ny'] }],
  ])('takes brackets that are closed on the column of their key: %j', (text, value) => {
    expect(readYaml(text, 'f')).toEqual({ value, diagnostics: [] });
  });

  it('finds places behind such brackets where they are', () => {
    const text = 'a: [\n  1,\n]\nb: 2\n';
    expect(createLocator(text)({ file: 'f', path: ['b'] })).toEqual({
      offset: 15,
      length: 1,
      line: 4,
      column: 4,
    });
  });

  it('takes __proto__ for a name like others', () => {
    const { value } = readYaml('__proto__: { polluted: true }\n', 'f');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['', '1:1 yaml-empty: the file is empty | a spec begins with `eda: 1`'],
    ['# nothing\n', '1:1 yaml-empty: the file holds comments only | a spec begins with `eda: 1`'],
    ['a\0b', '1:2 yaml-binary: this is not a text file: it has NUL bytes'],
    [
      'a: \u0001\n',
      '1:4 yaml-binary: a control character (U+0001) stands in the text | remove it; was this file saved by something else than a text editor?',
    ],
    [
      'a:\n\tb: 2\n',
      '2:1 yaml-tab: a tab stands in the indentation | YAML indents by spaces only: two a level',
    ],
    [
      'a:\n  b: 1\n c: 2\n',
      '3:2 yaml-syntax: this line is indented to a column that no line above begins at | put it on the column of the keys that it belongs to; two spaces a level',
    ],
    [
      'a: 1\n  b: 2\n',
      '2:3 yaml-syntax: this line is indented below a, which already has a value | put both on the same column, or take the value of the line above away',
    ],
    [
      'title: Todo: the system\n',
      "1:8 yaml-syntax: the value of title contains a colon, which begins another map | quote the text: title: 'Todo: the system'",
    ],
    ['x: { get: /a/{b} }\n', "1:14 placeholder: braces open a map in YAML | quote the text: '/a/{b}'"],
    ['a: {b: 1\nc: 2\n', '1:4 yaml-syntax: { is opened here and never closed | close it with }'],
    [
      'a:\n  b: [c, # why\n  ]\n',
      '3:3 yaml-syntax: ] stands too far to the left | indent it further than the key that its value belongs to',
    ],
    ['a: [b\nc: 2\n', '1:4 yaml-syntax: [ is opened here and never closed | close it with ]'],
    ['a: "x\nb: 1\n', '1:4 yaml-syntax: " is opened here and never closed | close it with "'],
    [
      'a:\n  b: "one\n\n## two\n\n  three"\n',
      '4:1 yaml-syntax: a line of a text in quotes stands too far to the left | indent it further than the key of the text; or write the text as a block: |, with its lines indented below',
    ],
    [
      "a: 'it's'\n",
      "1:8 yaml-syntax: a text goes on behind its closing quote | inside ' ' a quote is written twice, or use double quotes: \"it's\"",
    ],
    ['a: @x\n', "1:4 yaml-syntax: a text cannot begin with @ | quote it: '@x'"],
    ['a: *\n', "1:4 yaml-syntax: * begins an anchor or alias in YAML | quote the text: '*'"],
    [
      'a:\n  - b\n  c: 1\n',
      '3:3 yaml-syntax: a key stands among the items of a list | indent it to belong to the item above, or take the dashes away',
    ],
    [
      'abc\ndef: 1\n',
      "1:1 yaml-syntax: 'abc' is neither a key with a colon nor an item with a dash | write abc: …",
    ],
    [
      'a: "\\q"\n',
      '1:6 yaml-syntax: a backslash inside " " begins an escape, and this one does not exist | write \'\\\\\' for a backslash, or use single quotes, which know no escapes',
    ],
    ['a: 1\nb: 2\na: 3\n', '3:1 yaml-duplicate-key: a stands twice in this map | keep one of the two'],
    [
      'a: &x 1\n',
      '1:4 yaml-anchor: anchor &x: anchors and aliases are not part of the language | share with `schemas` and $ref, `defaults`, or `topicPer`',
    ],
    [
      'a: *x\n',
      '1:4 yaml-anchor: alias *x: anchors and aliases are not part of the language | share with `schemas` and $ref, `defaults`, or `topicPer`',
    ],
    [
      'a:\n  <<: { b: 1 }\n',
      '2:3 yaml-anchor: <<: merge keys are not part of the language | share with `schemas` and $ref, `defaults`, or `topicPer`',
    ],
    [
      'a: !secret x\n',
      '1:4 yaml-tag: tag !secret: tags are not part of the language | write the plain value',
    ],
    [
      'a: 1\n---\nb: 2\n',
      '2:1 yaml-documents: a second document begins here; a file holds one | move it into a file of its own and `include` that',
    ],
    [
      '? [a]\n: b\n',
      '1:3 yaml-key: a key is a text here, not a map or list | braces and brackets open a map or list in YAML: quote the key',
    ],
  ])('explains %j', (text, expected) => {
    expect(mistakesOf(text)).toEqual([expected]);
  });

  it('refuses an alias bomb without expanding it', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 30; level++) {
      lines.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(readYaml(lines.join('\n'), 'f').diagnostics.length).toBeGreaterThan(1);
  });

  it('counts what aliases stand for over the whole text, where they are known', () => {
    const bomb = `{ x: &x [${Array(600).fill('1')}], y: &y [${Array(600).fill('*x')}] }`;
    expect(readYaml(`a: ${bomb}\n`, 'f', 'shared').diagnostics).toEqual([]);
    const many = readYaml(`a: ${bomb}\nb: ${bomb}\n`, 'f', 'shared');
    expect(many.diagnostics.map(({ code }) => code)).toEqual(['yaml-too-large']);
  });

  it('refuses what is nested too deep', () => {
    expect(mistakesOf('['.repeat(100_000))).toEqual([expect.stringContaining('yaml-too-deep')]);
    const block = Array.from({ length: 150 }, (_, level) => `${' '.repeat(level)}k:`).join('\n');
    expect(mistakesOf(block)).toEqual([expect.stringContaining('yaml-too-deep')]);
  });

  it.each(['\n|i', '\n  # c\n|i:\n', '\n\n# c\n- a\nb: 1\n', '\n%'])(
    'says what is wrong with %j, which begins with an empty line',
    (text) => {
      expect(readYaml(text, 'f').diagnostics).toMatchObject([{ severity: 'error' }]);
    },
  );

  it('tells of an empty key that stands twice at its map', () => {
    const [problem] = readYaml('a:\n  b: {: 1, : 2}\n', 'f').diagnostics;
    expect(problem).toMatchObject({
      code: 'yaml-duplicate-key',
      message: 'an empty key stands twice in this map',
      related: [],
    });
    if (problem !== undefined)
      expect(createLocator('a:\n  b: {: 1, : 2}\n')(problem.at)).toMatchObject({
        line: 2,
        offset: expect.any(Number),
      });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (a, b) => {
        mistakesOf(`a: ${a}\n  b: {${b}}\n- ${a}`);
        mistakesOf(a + b);
      }),
      { numRuns: 500 },
    );
  });
});

describe('createLocator', () => {
  const text = 'a:\n  - b: one\n    "c d": { e: [x, y] }\nf: |\n  text\n';
  it.each([
    [['a', 0, 'b'], undefined, '2:8'],
    [['a', 0, 'b'], 'key', '2:5'],
    [['a', 0, 'c d', 'e', 1], undefined, '3:21'],
    [['a', 0, 'c d'], undefined, '3:6'],
    [['f'], undefined, '4:1'],
    [['a', 0, 'missing', 'deep'], undefined, '2:5'],
    [['a', 7], undefined, '1:1'],
  ] as const)('finds %j', (path, on, expected) => {
    const { line, column } = createLocator(text)({ file: 'f', path, ...(on === undefined ? {} : { on }) });
    expect(`${line}:${column}`).toBe(expected);
  });
});
