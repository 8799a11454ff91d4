import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RuleSeverity } from '../model/architecture.ts';
import { ruleTopics } from './docs.ts';
import { rules } from './index.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));
const files = readdirSync(folder);
const ids = rules.map(({ id }) => id);
const rank: Record<RuleSeverity, number> = { off: 0, info: 1, warning: 2, error: 3 };

describe('the list of rules', () => {
  it('is sorted and names each rule once', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('holds every file that defines a rule, under its own name', () => {
    const defining = files.filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.test.ts') &&
        /defineRule\(\{/.test(readFileSync(folder + file, 'utf8')),
    );
    expect(defining.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual(ids);
    for (const id of ids) {
      expect(readFileSync(`${folder}${id}.ts`, 'utf8')).toContain(`id: '${id}'`);
    }
  });

  it.each(['.md', '.yaml'])('has %s for each rule and for nothing else', (ending) => {
    const named = files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
    expect(named.sort()).toEqual(ids);
  });

  it('gives each a topic that lists show, a kebab-case id and a title in one line', () => {
    const topics = ruleTopics.map(({ topic }) => topic);
    for (const { id, title, topic } of rules) {
      expect(topics).toContain(topic);
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).toMatch(/^[A-Z][^\n]*[^.\n]$/);
    }
  });

  it('has presets that build on each other', () => {
    for (const { severity } of rules) {
      expect(rank[severity.minimal]).toBeLessThanOrEqual(rank[severity.recommended]);
      expect(rank[severity.recommended]).toBeLessThanOrEqual(rank[severity.strict]);
      expect(rank[severity.imported ?? severity.minimal]).toBeLessThanOrEqual(rank[severity.strict]);
      expect(severity.strict).not.toBe('off');
    }
  });

  it('has prose that says why and what to do', () => {
    for (const id of ids) {
      const prose = readFileSync(`${folder}${id}.md`, 'utf8');
      expect(prose).toMatch(/^[^#]/);
      expect(prose.match(/^## .*$/gm)).toEqual(['## Why', '## What to do']);
      for (const text of [prose, readFileSync(`${folder}${id}.yaml`, 'utf8')])
        expect(text, id).not.toContain('TODO');
    }
  });
});
