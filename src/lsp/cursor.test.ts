import { describe, expect, it } from 'vitest';
import { cursorAt } from './cursor.ts';

/** The cursor stands where `|` is. */
function at(marked: string) {
  const offset = marked.indexOf('¦');
  const cursor = cursorAt(marked.replace('¦', ''), offset);
  return cursor && `${cursor.on} ${cursor.path.join('/')} «${cursor.token.text}»`;
}

describe('a cursor', () => {
  it.each([
    ['eda: 1\n¦', 'key  «»'],
    ['eda: 1\nser¦', 'key  «ser»'],
    ['services:\n  shop:\n    ¦', 'key services/shop «»'],
    ['services:\n  shop:\n    dom¦\n  mail: {}\n', 'key services/shop «dom»'],
    ['services:\n  shop:\n    domain: sa¦les # why\n', 'value services/shop/domain «sales»'],
    ['services:\n  shop:\n    domain:¦', 'value services/shop/domain «»'],
    ['services:\n  shop:\n    dom¦ain: sales', 'key services/shop «domain»'],
    ['services:\n  shop:\n    publishes:\n      - a.b.c\n      - ¦', 'value services/shop/publishes/1 «»'],
    ['services:\n  shop:\n    publishes:\n    - a.b.c\n    - b.¦', 'value services/shop/publishes/1 «b.»'],
    ['sagas:\n  s:\n    steps:\n      - name: one\n        comm¦', 'key sagas/s/steps/0 «comm»'],
    ['sagas:\n  s:\n    steps:\n      - name: one\n      - na¦me: two', 'key sagas/s/steps/1 «name»'],
    ['sagas:\n  s:\n    steps:\n      - name: one\n      - name: t¦wo', 'value sagas/s/steps/1/name «two»'],
    ['a: { b: { c¦', 'key a/b «c»'],
    ['a: { b: [x, y¦], d: 1 }', 'value a/b/1 «y»'],
    ['a: { b: x, ¦', 'key a «»'],
    ['a: { b: "x¦y", c: 1 }', 'value a/b «xy»'],
    ['a: { b: ¦ }', 'value a/b «»'],
    ['a:\n  b: {\n    c: 1,\n    d: { e: ¦\n', 'value a/b/d/e «»'],
    ['a: {}\nb:\n  c¦', 'key b «c»'],
    ['{ "info": { "title": "x" }, "channels": { "a": { "$ref": "#/¦" } } }', 'value channels/a/$ref «#/»'],
    ['{\n  "info": {\n    "ti¦tle": 1\n  }\n}', 'key info «title»'],
    ['a: 1\n---\nb:\n  ¦', 'key b «»'],
    ['"quoted key": ¦', 'value quoted key «»'],
    ["a: 'it''s ¦'", "value a «it's »"],
    ['a:\r\n  b: x¦\r\n  c: y', 'value a/b «x»'],
  ])('%j', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each(['a: 1 # no¦te', 'a: |\n  text: ¦', 'a: >-\n  some\n  te¦xt', '# ¦', 'a: { b: 1 } # { c: ¦'])(
    'is nowhere in %j',
    (text) => {
      expect(at(text)).toBeUndefined();
    },
  );

  it('knows what else the map says', () => {
    const members = (marked: string) =>
      Object.fromEntries(cursorAt(marked.replace('¦', ''), marked.indexOf('¦'))?.members ?? []);
    expect(members('b:\n  type: kafka\n  ¦\n  servers: [x]\nc: 1')).toEqual({
      type: 'kafka',
      servers: '[x]',
    });
    expect(members('b: { type: redis, tls: true, ¦')).toEqual({ type: 'redis', tls: 'true' });
    expect(members('s:\n  - name: a\n    x: 1\n  - name: b\n    ¦')).toEqual({ name: 'b' });
    expect(members('s:\n  - name: b\n    y: 2\n  - ¦')).toEqual({});
  });

  it('bears any text and offset', () => {
    const parts = [
      'a:',
      ' ',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '-',
      '"',
      "'",
      ':',
      ',',
      '#',
      '|',
      'x',
      '\r\n',
      '\t',
      '---',
    ];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 1000; round++) {
      const text = Array.from({ length: random(30) }, () => parts[random(parts.length)]).join('');
      for (let offset = 0; offset <= text.length; offset++) {
        const { token } = cursorAt(text, offset) ?? {};
        if (token !== undefined && token.offset + token.length > text.length) expect.fail(text);
      }
    }
  });
});
