import { describe, expect, test } from 'vitest';
import { mergeEnvironments } from './merge-environments.ts';
import { type Code, expression, literal, printCode, usesOf } from './print-code.ts';
import { typeCalls } from './type-calls.ts';

const merge = (local: Code, production: Code): string =>
  printCode(
    mergeEnvironments(
      new Map([
        ['local', local],
        ['production', production],
      ]),
    ),
  );

describe('values as code', () => {
  test.each<[Code, string]>([
    [{ a: 1, 'b-c': "it's", d: undefined, e: null }, `{ a: 1, 'b-c': "it's", e: null }`],
    [[1, 2, 3], '[1, 2, 3]'],
    [
      [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
      '[\n  { a: 1, b: 2 },\n  { a: 3, b: 4 },\n]',
    ],
    [{ a: { b: 1 } }, '{\n  a: { b: 1 },\n}'],
    [{}, '{}'],
    [JSON.parse('{"__proto__": 1, "constructor": 2}'), "{ ['__proto__']: 1, constructor: 2 }"],
    [{ validate: expression('validate', 'validate') }, '{ validate: validate }'],
    [{ a: 1, b: 2, c: 3, d: 4, e: expression('e', 'e') }, '{\n  a: 1,\n  b: 2,\n  c: 3,\n  d: 4,\n  e,\n}'],
    [{ nested: [{ a: {} }] }, '{\n  nested: [\n    {\n      a: {},\n    },\n  ],\n}'],
  ])('%j', (value, text) => {
    expect(printCode(value)).toBe(text);
  });

  test('no line is longer than it has to be', () => {
    const text = printCode({
      list: Array.from({ length: 40 }, (_, index) => index * 1000),
      texts: ['a'.repeat(60), 'b'.repeat(60)],
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(text.split('\n')).toContain(`    '${'a'.repeat(60)}',`);
  });
});

test('calls with names of Object.prototype are told their types, others are not', () => {
  const calls = { constructor: { getThing: {}, toString: {} }, 'user-service': { valueOf: {} } };
  expect(printCode(typeCalls(calls))).toBe(
    [
      '{',
      '  constructor: {',
      '    getThing: {},',
      '    toString: {} satisfies Call,',
      '  } satisfies Record<string, Call>,',
      "  'user-service': {",
      '    valueOf: {} satisfies Call,',
      '  },',
      '}',
    ].join('\n'),
  );
  expect([...usesOf(typeCalls(calls))]).toEqual(['Call']);
  expect([...usesOf(typeCalls({ 'user-service': { getAccount: {} } }))]).toEqual([]);
});

describe('values that differ between environments', () => {
  test('equal ones stand once', () => {
    expect(merge({ a: [1] }, { a: [1] })).toBe('{ a: [1] }');
  });

  test('others are chosen where they differ, as deep inside as possible', () => {
    expect(merge({ retry: { attempts: 5, max: 1 } }, { retry: { attempts: 9, max: 1 } })).toBe(
      '{\n  retry: {\n    attempts: { local: 5, production: 9 }[environment],\n    max: 1,\n  },\n}',
    );
    expect(merge([{ a: 1 }], [{ a: 2 }])).toContain('a: { local: 1, production: 2 }[environment]');
    expect(merge([1], [1, 2])).toBe('{ local: [1], production: [1, 2] }[environment]');
  });

  test('members of one environment only are spread', () => {
    expect(merge({ a: 1 }, { a: 1, ttl: 60 })).toBe(
      '{\n  a: 1,\n  ...{\n    local: {},\n    production: { ttl: 60 },\n  }[environment],\n}',
    );
    expect(merge({ a: 1 }, { a: 1, constructor: 60 })).toContain('production: { constructor: 60 }');
  });

  test('a text of a union of literals stays one', () => {
    expect(merge({ outbox: literal('relay') }, { outbox: literal('relay') })).toBe("{ outbox: 'relay' }");
    expect(merge({ outbox: literal('relay') }, { outbox: literal('connect') })).toContain(
      "outbox: ({ local: 'relay', production: 'connect' } as const)[environment],",
    );
  });

  test('what is chosen needs the environment, and what its parts need', () => {
    const merged = mergeEnvironments(
      new Map<string, Code>([
        ['local', { key: expression('keyOf()', 'keyOf') }],
        ['production', { key: null }],
      ]),
    );
    expect([...usesOf(merged)].sort()).toEqual(['environment', 'keyOf']);
  });
});
