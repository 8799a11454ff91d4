import { type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { LintConfig, LintOverride } from '../model/architecture.ts';
import { globTest } from './glob.ts';
import type { Finding, Rule } from './rule.ts';
import { isInForce } from './severity.ts';

/** An override that holds today, and the rules for which it has held at least once. */
export interface ActiveOverride {
  readonly source: LintOverride;
  readonly used: Set<string>;
  matches(at: Place): boolean;
}

/** The overrides that hold on a day. */
export function activateOverrides(lint: LintConfig, today: string): ActiveOverride[] {
  return lint.overrides
    .filter((override) => isInForce(override, today))
    .map((source) => {
      const tests = source.patterns.map(globTest);
      const matches = (at: Place): boolean => {
        const texts = [at.file, ...namesAt(at)];
        return tests.some((test) => texts.some(test));
      };
      return { source, used: new Set<string>(), matches };
    });
}

/**
 * Names of the elements that a place lies in: `services.billing.subscribes['orders.order.placed'].retry` lies in
 * `billing` and in `orders.order.placed`.
 */
function namesAt(at: Place): string[] {
  const [section, name, part, inner] = at.path;
  if (section === undefined || name === undefined || section === 'lint') return [];
  const names = [String(name)];
  if (section === 'services' && typeof inner === 'string' && (part === 'subscribes' || part === 'calls')) {
    names.push(inner);
  }
  return names;
}

/** Overrides that have ended, and those that change nothing. */
export function reportOverrides(
  lint: LintConfig,
  active: readonly ActiveOverride[],
  rules: readonly Rule[],
  reporterOf: (id: string) => ((finding: Finding) => void) | undefined,
): void {
  const known = new Set(rules.map(({ id }) => id));
  for (const source of lint.overrides) {
    const override = active.find((candidate) => candidate.source === source);
    if (override === undefined) {
      reporterOf('ignore-expired')?.({
        message: `this override ended on ${source.until}; it no longer holds`,
        help: `mend what it excused (${source.reason}) and take it away, or give it a new date`,
        at: placeAt(source.at, 'until'),
      });
      continue;
    }
    for (const ruleId of Object.keys(source.rules)) {
      if (override.used.has(ruleId) || !known.has(ruleId)) continue;
      reporterOf('ignore-unused')?.({
        message: `this override changes nothing: ${ruleId} finds nothing at ${source.patterns.join(', ')}`,
        help: 'take it away',
        at: { ...placeAt(source.at, 'rules', ruleId), on: 'key' },
      });
    }
  }
}
