import { defineRule } from './rule.ts';

export const breakingChange = defineRule({
  id: 'breaking-change',
  title: 'What was released goes on working',
  topic: 'evolution',
  severity: { minimal: 'warning', recommended: 'error', strict: 'error', imported: 'warning' },
  comparesWithRelease: true,
  visit: {
    architecture({ release, report }) {
      for (const finding of release?.breaking ?? []) report(finding);
    },
  },
});
