import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inapplicableCases } from './differences.ts';

/** Rows about a broker in trouble are put to daprd alone, on brokers that are stopped for it. */
const elsewhere = fileURLToPath(new URL('../real/broker-trouble.test.ts', import.meta.url));

it('each row that the embedded sidecar cannot show is shown by daprd, but for wildcards', () => {
  const shown = casesIn(readFileSync(elsewhere, 'utf8')).sort();
  expect(shown).toEqual(inapplicableCases.map(({ number }) => number).filter((number) => number !== 79));
});

it('each of the 79 rows has a test, or a reason why it has none', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts'));
  const sources = tests.map((name) => readFileSync(`${here}/${name}`, 'utf8')).join('\n');
  const tested = casesIn(sources);
  const excused = inapplicableCases.map(({ number }) => number);
  expect(excused.filter((number) => tested.includes(number))).toEqual([]);
  const rows = Array.from({ length: 79 }, (_, index) => index + 1);
  expect(rows.filter((number) => !tested.includes(number) && !excused.includes(number))).toEqual([]);
});

function casesIn(source: string): number[] {
  return [...source.matchAll(/\bcase (\d+) /g)].map(([, number]) => Number(number));
}
