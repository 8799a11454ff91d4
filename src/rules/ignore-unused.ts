import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const ignoreUnused = defineRule({
  id: 'ignore-unused',
  title: 'An ignore or override silences something',
  topic: 'configuration',
  fixable: true,
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'warning' },
  visit: {},
});
