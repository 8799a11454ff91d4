import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writePage } from './write-page.mjs';

it('writes tables below what people wrote, again and again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-figures-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'page.md');
  writeFileSync(path, '# Figures\n\n<!-- What follows is written by npm run bench. -->\nold');
  const results = [
    { title: 'validate 10 events / floor', ratio: 1.14, goal: 2, detail: '92 ms / 82 ms CPU' },
    { title: '  of these', ratio: 0, goal: 1, detail: '' },
    { title: 'diff 1000 events / 2 floors', ratio: 1.7, goal: 1.5, detail: '1 s' },
  ];
  for (const _ of ['once', 'again']) writePage(path, { results, rounds: 5, loadBefore: '0.4' });
  const page = readFileSync(path, 'utf8');
  expect(page).toMatch(/^# Figures\n\n<!-- .* -->\n\n\d{4}-\d\d-\d\d/);
  expect(page).toContain('Medians of 5 rounds in turns; load 0.4 before');
  expect(page).toContain('## Checking\n\n| measured / beside |');
  expect(page).toContain('| validate 10 events / floor | 1.14 | 2 | 92 ms / 82 ms CPU |');
  expect(page).toMatch(/validate 10 events .*\n\| … of these \| 0\.00 \| 1 \|/);
  expect(page).toContain('| diff 1000 events / 2 floors | **1.70** | 1.5 | 1 s |');
  expect(page.match(/## Checking/g)).toHaveLength(1);
  expect(page).not.toContain('old');
});
