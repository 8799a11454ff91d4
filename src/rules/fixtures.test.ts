import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findSinceRelease } from '../diff/release-findings.ts';
import type { Architecture, RuleSeverity } from '../model/architecture.ts';
import { rules } from './index.ts';
import type { ReleaseFindings } from './rule.ts';
import { lintText } from './testing/lint-text.ts';

/** Every rule on, so that each fixture runs them all; what the fixture's own `lint` says stays. */
function allRulesOn(architecture: Architecture): Architecture {
  const on: { [id: string]: RuleSeverity } = Object.create(null);
  for (const { id } of rules) on[id] = 'error';
  return { ...architecture, lint: { ...architecture.lint, rules: { ...on, ...architecture.lint.rules } } };
}

/** Lines that say `# before: …` had another value in the last release. */
function sinceRelease(text: string, now: Architecture): ReleaseFindings | undefined {
  const released = text.replace(/^( *)([^\s:]+): .* # before: (.*?)( # expect: .*)?$/gm, '$1$2: $3');
  if (released === text) return undefined;
  const { architecture } = lintText(released);
  return findSinceRelease(architecture, now, { accepted: [], today: '2026-11-21', root: 'eda.yaml' });
}

describe.each(rules.map(({ id }) => id))('%s', (id) => {
  const text = readFileSync(fileURLToPath(new URL(`./${id}.yaml`, import.meta.url)), 'utf8');
  const { read, found, lineOf } = lintText(text, allRulesOn, (now) => sinceRelease(text, now));

  it('finds what its fixture expects, where it expects it', () => {
    const expected = text.split('\n').flatMap((line, index) => {
      const ids = /# expect: ([a-z, -]+)$/.exec(line)?.[1]?.split(', ') ?? [];
      return ids.includes(id) ? [index + 1] : [];
    });
    const lines = [...read, ...found].filter(({ code }) => code === id).map(lineOf);
    expect([...new Set(lines)].sort((a, b) => a - b)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
    expect(text.split('\n').length).toBeGreaterThan(expected.length + 3);
  });

  it('has a fixture that says nothing else wrong to the reader', () => {
    expect(read.filter(({ code }) => code !== id)).toEqual([]);
  });

  it('speaks in one line, without a full stop', () => {
    for (const { message, help } of found.filter(({ code }) => code === id)) {
      expect(message).toMatch(/^[^\n]+[^.\n]$/);
      if (help !== undefined) expect(help).toMatch(/^[^\n]+[^.\n]$/);
    }
  });
});
