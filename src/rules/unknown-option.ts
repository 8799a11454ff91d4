import { defineRule } from './rule.ts';

/** Reported by `runRules` itself, which alone knows what config and ignores did. */
export const unknownOption = defineRule({
  id: 'unknown-option',
  title: 'Rules are given options that they have',
  topic: 'configuration',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {},
});
