import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writePage } from './write-page.mjs';

it('writes tables below what people wrote and beside what others measured, again and again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eda-figures-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'page.md');
  const seamOf = (command: string) => `<!-- What follows is written by npm run ${command}. -->`;
  writeFileSync(path, `# Figures\n\n${seamOf('bench')}\nold\n\n${seamOf('bench:runtime')}\n\nkept\n`);
  const sections = [
    {
      title: 'Checking',
      rows: [
        { title: 'validate 10 events / floor', ratio: 1.14, goal: 2, detail: '92 ms / 82 ms CPU' },
        { title: '  of these', ratio: 0, goal: 1, detail: '' },
      ],
    },
    {
      title: 'Comparing',
      rows: [
        { title: 'diff 1000 events / 2 floors', ratio: 1.7, goal: 1.5, detail: '1 s' },
        { title: 'without a goal', ratio: 9, detail: '9 s' },
      ],
    },
    { title: 'Nothing', rows: [] },
  ];
  for (const _ of ['once', 'again']) writePage(path, { command: 'bench', sections, loadBefore: '0.4' });
  const page = readFileSync(path, 'utf8');
  expect(page).toMatch(/^# Figures\n\n<!-- .* -->\n\n\d{4}-\d\d-\d\d/);
  expect(page).toContain('Load 0.4 before');
  expect(page).toContain('## Checking\n\n| measured / beside |');
  expect(page).toContain('| validate 10 events / floor | 1.14 | 2 | 92 ms / 82 ms CPU |');
  expect(page).toMatch(/validate 10 events .*\n\| … of these \| 0\.00 \| 1 \|/);
  expect(page).toContain('| diff 1000 events / 2 floors | **1.70** | 1.5 | 1 s |');
  expect(page).toContain('| without a goal | 9.00 |  | 9 s |');
  expect(page.match(/## Checking/g)).toHaveLength(1);
  expect(page).not.toMatch(/old|Nothing/);
  expect(page.endsWith(`|\n\n${seamOf('bench:runtime')}\n\nkept\n`)).toBe(true);
  expect(() => writePage(path, { command: 'bench:lsp', sections, loadBefore: '0' })).toThrow('no line');
});
