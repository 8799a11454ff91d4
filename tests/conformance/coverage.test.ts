import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inapplicableCases } from './differences.ts';

it('each of the 79 rows has a test, or a reason why it has none', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts'));
  const sources = tests.map((name) => readFileSync(`${here}/${name}`, 'utf8')).join('\n');
  const tested = [...sources.matchAll(/\bcase (\d+) /g)].map(([, number]) => Number(number));
  const excused = inapplicableCases.map(({ number }) => number);
  expect(excused.filter((number) => tested.includes(number))).toEqual([]);
  const rows = Array.from({ length: 79 }, (_, index) => index + 1);
  expect(rows.filter((number) => !tested.includes(number) && !excused.includes(number))).toEqual([]);
});
