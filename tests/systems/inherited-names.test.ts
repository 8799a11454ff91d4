import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { lintText } from '../../src/rules/testing/lint-text.ts';

/*
 * Every JavaScript object answers to `constructor`; a table asked for such a word with `table[word]` gives a function.
 * So each key and each value of a whole design is called that, one at a time: nothing may break, and what is found
 * has to be text.
 */

type Step = string | number;

const design: unknown = parse(
  readFileSync(fileURLToPath(new URL('../../examples/todo/eda.yaml', import.meta.url)), 'utf8'),
);

describe.each(['constructor', '__proto__'])('the word %s', (word) => {
  it.each([
    ['key', renameKey],
    ['value', replaceValue],
  ] as const)('as each %s of a design', (_what, change) => {
    const paths = pathsIn(design);
    expect(paths.length).toBeGreaterThan(200);
    for (const path of paths) {
      const { read, found } = lintText(stringify(change(design, path, word)));
      for (const { message, help = '' } of [...read, ...found]) {
        expect([typeof message, typeof help], `${path.join('.')}: ${String(message)}`).toEqual([
          'string',
          'string',
        ]);
      }
    }
  });
});

function pathsIn(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  const below = entriesOf(value).flatMap(([step, inner]) => pathsIn(inner, [...path, step]));
  return path.length === 0 ? below : [path, ...below];
}

/** Maps instead of objects: in them `__proto__` is a key as any other. */
function edit(value: unknown, [head, ...rest]: readonly Step[], change: Change): unknown {
  const entries = entriesOf(value).flatMap(([step, inner]): [Step, unknown][] => {
    if (step !== head) return [[step, inner]];
    return rest.length === 0 ? [change([step, inner])] : [[step, edit(inner, rest, change)]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : new Map(entries);
}

type Change = (entry: [Step, unknown]) => [Step, unknown];

function renameKey(value: unknown, path: readonly Step[], word: string): unknown {
  return edit(value, path, ([step, inner]) => [typeof step === 'string' ? word : step, inner]);
}

function replaceValue(value: unknown, path: readonly Step[], word: string): unknown {
  return edit(value, path, ([step]) => [step, word]);
}

function entriesOf(value: unknown): [Step, unknown][] {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
