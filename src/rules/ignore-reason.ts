import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const ignoreReason = defineRule({
  id: 'ignore-reason',
  title: 'An ignore says why',
  topic: 'configuration',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'warning' },
  visit: {},
});
