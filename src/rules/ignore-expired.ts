import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const ignoreExpired = defineRule({
  id: 'ignore-expired',
  title: 'An ignore or override past its date is gone',
  topic: 'configuration',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'warning' },
  visit: {},
});
