import type { LintConfig, LintOverride, RuleSeverity } from '../model/architecture.ts';
import type { Rule } from './rule.ts';

/** Severity of a rule in a preset. */
function severityIn(rule: Rule, preset: LintConfig['extends']): RuleSeverity {
  if (preset === 'asyncapi-import') return rule.severity.imported ?? rule.severity.minimal;
  return rule.severity[preset];
}

/** Severity of a rule where no override says otherwise: the config's, else the preset's. */
export function baseSeverity(rule: Rule, lint: LintConfig): RuleSeverity {
  return lint.rules[rule.id] ?? severityIn(rule, lint.extends);
}

/** The same for what stands in an AsyncAPI document. */
export function documentSeverity(rule: Rule, lint: LintConfig): RuleSeverity {
  return lint.rules[rule.id] ?? severityIn(rule, lint.documentsExtend);
}

/** False from the day after `until` on; dates are ISO, so text order is time order. */
export function isInForce(override: LintOverride, today: string): boolean {
  return override.until === undefined || today <= override.until;
}
