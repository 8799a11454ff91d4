import { onKey, type Path, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { LintConfig } from '../model/architecture.ts';
import { checkValue } from '../model/check-value.ts';
import type { InlineIgnore } from './inline-ignore.ts';
import type { AnyOptions, Finding, Rule } from './rule.ts';
import { kindOfOption, type RuleOption } from './rule-option.ts';
import { listNames } from './wording.ts';

/** What the rule is told: its options as the config gives them where they are valid, else their defaults. */
export function optionsOf(rule: Rule, lint: LintConfig): AnyOptions {
  const values: { [name: string]: unknown } = Object.create(null);
  const written = lint.options[rule.id];
  for (const [name, option] of Object.entries(rule.options ?? {})) {
    const value = written?.[name];
    const given = value !== undefined && optionFault(value, option) === undefined;
    values[name] = given ? value : option.default;
  }
  return values;
}

/** Options that a rule does not have, and values that one of them does not take. */
export function reportOptions(
  lint: LintConfig,
  rules: readonly Rule[],
  report: ((finding: Finding) => void) | undefined,
): void {
  if (report === undefined) return;
  for (const [ruleId, written] of Object.entries(lint.options)) {
    const rule = rules.find(({ id }) => id === ruleId);
    if (rule === undefined) continue;
    const known = Object.keys(rule.options ?? {});
    for (const [name, value] of Object.entries(written)) {
      const at = placeAt(lint.at, 'rules', ruleId, name);
      const option = rule.options?.[name];
      if (option === undefined || !known.includes(name)) {
        report({
          message: `${ruleId} has no option ${name}${didYouMean(name, known)}`,
          help: known.length === 0 ? 'it has none at all' : `it has ${listNames(known)}`,
          at: onKey(at),
        });
        continue;
      }
      const fault = optionFault(value, option);
      if (fault !== undefined) report({ ...fault, at: placeAt(at, ...fault.path) });
    }
  }
}

/** Why an option does not take a value. */
function optionFault(
  value: unknown,
  option: RuleOption,
): { readonly message: string; readonly help: string; readonly path: Path } | undefined {
  const { schema } = option;
  if (schema.kind === 'enum') {
    if (schema.values.includes(value)) return undefined;
    const allowed = schema.values.map(String);
    const shown = typeof value === 'object' && value !== null ? 'this' : `'${String(value)}'`;
    return {
      message: `${shown} is not one of its values${typeof value === 'string' ? didYouMean(value, allowed) : ''}`,
      help: `${listNames(allowed, 'or')} is expected`,
      path: [],
    };
  }
  const [issue] = checkValue(value, schema, { schemaOf: () => undefined });
  return issue === undefined
    ? undefined
    : { message: issue.message, help: `it takes a ${kindOfOption(option)}`, path: issue.path };
}

/** What names of the official parser's rules begin with here; only `--official` knows which there are. */
export const officialPrefix = 'official-';

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
    if (ids.has(ruleId) || ruleId.startsWith(officialPrefix)) return;
    report({
      message: `there is no rule ${ruleId}${didYouMean(ruleId, ids)}`,
      help: '`eda rules` lists them all; what reading a design finds cannot be ignored',
      at,
    });
  };
  for (const ruleId of new Set([...Object.keys(lint.rules), ...Object.keys(lint.options)])) {
    check(ruleId, { ...placeAt(lint.at, 'rules', ruleId), on: 'key' });
  }
  for (const override of lint.overrides) {
    for (const ruleId of Object.keys(override.rules)) {
      check(ruleId, { ...placeAt(override.at, 'rules', ruleId), on: 'key' });
    }
  }
  for (const ignore of ignores) for (const ruleId of ignore.ruleIds) check(ruleId, ignore.at);
}
