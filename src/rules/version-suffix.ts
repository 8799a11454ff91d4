import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const versionSuffix = defineRule({
  id: 'version-suffix',
  title: 'The version of an event agrees with the suffix of its name',
  topic: 'evolution',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    event(event, { report }) {
      const suffix = /\.v(\d+)$/.exec(event.name)?.[1];
      const major = event.version.split('.')[0];
      if (suffix === undefined || suffix === major) return;
      report({
        message: `${event.name} ends in .v${suffix}, but its version is ${event.version}`,
        help: `write \`version: ${suffix}.0.0\`, or rename the event`,
        at: placeAt(event.at, 'version'),
        related: [{ message: 'the name says', at: onKey(event.at) }],
      });
    },
  },
});
