import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { isEqual } from '../runtime/typescript/checks.ts';
import { printKey, printLiteral, printString } from './literal.ts';
import { jsonValue } from './sample-schemas.fixture.ts';

test('a string literal is the text, whatever it holds, on one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const literal = printString(text);
      expect(runInThisContext(literal)).toBe(text);
      expect(literal).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
    }),
  );
  expect(runInThisContext(printString('\ud800'))).toBe('\ud800');
});

test('quotes are those that save escapes', () => {
  expect(printString("it's")).toBe('"it\'s"');
  expect(printString('a "b" c')).toBe('\'a "b" c\'');
  expect(printString(`'"`)).toBe(`'\\'"'`);
});

test('keys are quoted where they must be', () => {
  expect(['a', 'a-b', '1', ''].map(printKey)).toEqual(['a', "'a-b'", "'1'", "''"]);
});

test('a literal is the value, __proto__ and -0 included', () => {
  fc.assert(
    fc.property(jsonValue, (value) => {
      expect(isEqual(runInThisContext(`(${printLiteral(value)})`), value)).toBe(true);
    }),
  );
  expect(Object.is(runInThisContext(printLiteral(-0)), -0)).toBe(true);
});

test('formatting literals changes nothing', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const values = [
    ...fc.sample(jsonValue, { seed: 3, numRuns: 500 }),
    Array.from({ length: 60 }, (_, index) => index * 1000),
    Array.from({ length: 20 }, (_, index) => `value ${index}`),
    Object.fromEntries(
      ['a', 'abcd', 'abcde', "'", 'a-', 'a-b', '', 'é', 'größe', '名', '1é', 'a\u0301', '\u212e', 'a·b'].map(
        (key) => [key, 'long '.repeat(key.length + 20)],
      ),
    ),
    JSON.parse(`{"__proto__":"${'x'.repeat(100)}"}`),
  ];
  const source = values
    .map((value, index) => {
      const start = `export const value${index}: unknown = `;
      return `${start}${printLiteral(value, { indent: 0, column: start.length, tail: 1 })};\n`;
    })
    .join('');
  const formatted = execFileSync(
    `${root}/node_modules/.bin/biome`,
    ['format', '--stdin-file-path=src/print/sample.ts'],
    {
      cwd: root,
      input: source,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  expect(source).toBe(formatted);
});
