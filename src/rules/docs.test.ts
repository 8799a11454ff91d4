import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exampleOf, groupRules, ruleAsMarkdown, rulesAsMarkdown } from './docs.ts';
import { rules } from './index.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const beside = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`./${file}`, import.meta.url)), 'utf8');

function pages(): Map<string, string> {
  const all = new Map([['rules.md', rulesAsMarkdown(rules)]]);
  for (const rule of rules) {
    const texts = { prose: beside(`${rule.id}.md`), fixture: beside(`${rule.id}.yaml`) };
    all.set(`rules/${rule.id}.md`, ruleAsMarkdown(rule, texts));
  }
  return all;
}

describe('pages of rules', () => {
  // `EDA_GOLDEN=write` refreshes them.
  it('are in docs as they are made now, and nothing else is', () => {
    const made = pages();
    if (process.env.EDA_GOLDEN === 'write') {
      mkdirSync(`${docs}rules`, { recursive: true });
      for (const [path, content] of made) writeFileSync(docs + path, content);
    }
    for (const [path, content] of made) expect(readFileSync(docs + path, 'utf8'), path).toBe(content);
    expect(readdirSync(`${docs}rules`).sort()).toEqual(rules.map(({ id }) => `${id}.md`).sort());
  });

  it('list every rule once', () => {
    const listed = groupRules(rules).flatMap((group) => group.rules.map(({ id }) => id));
    expect(listed.sort()).toEqual(rules.map(({ id }) => id));
  });

  it('show the sections in which something is found', () => {
    const fixture =
      'eda: 1\ndomains:\n  a: {}\nevents:\n  x: {} # expect: some-rule\n  y: {}\nservices:\n  s: {}\n';
    expect(exampleOf('some-rule', fixture)).toBe('events:\n  x: {} # some-rule\n  y: {}');
  });
});
