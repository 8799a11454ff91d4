import type { ById, DeclaredRule, LintConfig, SettingValue } from '../../model/architecture.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from './language-value.ts';

/** `lint`; undefined where nothing is said of it. */
export function lintValue(lint: LintConfig): LanguageMap | undefined {
  return unlessEmpty(
    mapOfDefined([
      ['extends', lint.extends === 'recommended' ? undefined : lint.extends],
      ['rules', rulesValue(lint)],
      [
        'overrides',
        unlessEmpty(
          lint.overrides.map(({ patterns, rules, reason, until }) =>
            mapOfDefined([
              ['at', patterns],
              ['rules', rules],
              ['reason', reason],
              ['until', until],
            ]),
          ),
        ),
      ],
      [
        'custom',
        unlessEmpty([...lint.custom.map(({ path }) => path), ...lint.declared.map(declaredRuleValue)]),
      ],
    ]),
  );
}

/** A severity alone as a word, with options as a map. */
function rulesValue({ rules, options }: LintConfig): LanguageMap | undefined {
  const names = [...new Set([...Object.keys(rules), ...Object.keys(options)])];
  return unlessEmpty(
    Object.fromEntries(
      names.map((name) => {
        const own = options[name];
        const severity = rules[name];
        return [
          name,
          own === undefined ? severity : mapOfDefined([['severity', severity], ...Object.entries(own)]),
        ];
      }),
    ),
  );
}

function declaredRuleValue(rule: DeclaredRule): LanguageMap {
  return mapOfDefined([
    ['rule', rule.id],
    ['on', rule.on],
    ['where', conditionsValue(rule.where)],
    ['unless', conditionsValue(rule.unless)],
    ['require', mapOfDefined([['path', rule.path], ...Object.entries(rule.require)])],
    ['message', rule.message],
    ['severity', rule.severity === 'warning' ? undefined : rule.severity],
  ]);
}

function conditionsValue(conditions: ById<readonly SettingValue[]>): LanguageMap | undefined {
  return mapEach(conditions, (wanted) => (wanted.length === 1 ? wanted[0] : wanted));
}
