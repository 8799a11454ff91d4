import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lintDesign, loadDesign } from '../../src/pipeline.ts';
import { rules } from '../../src/rules/index.ts';
import { createMemoryFiles } from '../../src/spec/project-files.ts';
import { pages } from '../docs/pages.ts';
import { root } from './source-files.ts';

/** Pages that are played, or whose designs are wrong on purpose and held to what they say by a test of their own. */
const heldElsewhere = /^docs\/(tutorial|evolution|custom-rules|how-to\/|rules\/)/;

it('whole designs on pages hold together', () => {
  const shown = pages()
    .filter((page) => !heldElsewhere.test(page))
    .flatMap((page) =>
      [
        ...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n((?:#.*\n)*eda: 1\n[\s\S]*?)^```$/gm),
      ].map(([, text = '']) => ({ page, text })),
    );
  expect(shown.map(({ page }) => page)).toContain('README.md');
  const faults = shown.flatMap(({ page, text }) => {
    const loaded = loadDesign(createMemoryFiles({ 'eda.yaml': text }), 'eda.yaml');
    const { diagnostics } = lintDesign(loaded, rules, '2026-01-01');
    return diagnostics
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, message }) => `${page}: ${code}: ${message}`);
  });
  expect(faults).toEqual([]);
});
