import { expect, it } from 'vitest';
import { globTest } from './glob.ts';

it.each([
  ['search.*', 'search.query.logged', true],
  ['search.*', 'research.query.logged', false],
  ['vendor/*', 'vendor/hub.yaml', true],
  ['vendor/*', 'vendor/deep/hub.yaml', false],
  ['vendor/**', 'vendor/deep/hub.yaml', true],
  ['**/*.eda.yaml', 'domains/a.eda.yaml', true],
  ['**/*.eda.yaml', 'a.eda.yaml', true],
  ['./vendor/*', 'vendor/hub.yaml', true],
  ['orders/v?', 'orders/v2', true],
  ['a.b', 'axb', false],
  ['(a|b)+', '(a|b)+', true],
  ['(a|b)+', 'a', false],
])('%s and %s: %s', (glob, text, matches) => {
  expect(globTest(glob)(text)).toBe(matches);
});
