import { defineRule } from './rule.ts';

export const versionBump = defineRule({
  id: 'version-bump',
  title: 'An event whose contract changed has a higher version',
  topic: 'evolution',
  severity: { minimal: 'off', recommended: 'error', strict: 'error', imported: 'off' },
  fixable: true,
  comparesWithRelease: true,
  visit: {
    architecture({ release, report }) {
      for (const finding of release?.versions ?? []) report(finding);
    },
  },
});
