import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const customRule = defineRule({
  id: 'custom-rule',
  title: 'Rules in the config can be followed',
  topic: 'configuration',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {},
});
