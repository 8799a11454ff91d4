import { type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { LintConfig } from '../model/architecture.ts';
import type { InlineIgnore } from './inline-ignore.ts';
import type { Finding, Rule } from './rule.ts';

/** Names in config and ignores that no rule has. */
export function reportUnknownRules(
  lint: LintConfig,
  ignores: readonly InlineIgnore[],
  rules: readonly Rule[],
  report: ((finding: Finding) => void) | undefined,
): void {
  if (report === undefined) return;
  const ids = new Set(rules.map(({ id }) => id));
  const check = (ruleId: string, at: Place): void => {
    if (ids.has(ruleId)) return;
    report({
      message: `there is no rule ${ruleId}${didYouMean(ruleId, ids)}`,
      help: '`eda rules` lists them all; what reading a design finds cannot be ignored',
      at,
    });
  };
  for (const ruleId of Object.keys(lint.rules)) {
    check(ruleId, { ...placeAt(lint.at, 'rules', ruleId), on: 'key' });
  }
  for (const override of lint.overrides) {
    for (const ruleId of Object.keys(override.rules)) {
      check(ruleId, { ...placeAt(override.at, 'rules', ruleId), on: 'key' });
    }
  }
  for (const ignore of ignores) for (const ruleId of ignore.ruleIds) check(ruleId, ignore.at);
}
