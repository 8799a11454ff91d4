import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const unknownRule = defineRule({
  id: 'unknown-rule',
  title: 'Config and ignores name rules that exist',
  topic: 'configuration',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  visit: {},
});
