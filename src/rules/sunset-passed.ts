import { placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const sunsetPassed = defineRule({
  id: 'sunset-passed',
  title: 'An event past its sunset is gone',
  topic: 'evolution',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    event(event, { index, report, today }) {
      const sunset = event.deprecated?.sunset;
      if (sunset === undefined || sunset >= today) return;
      const takers = index.subscribersOf(event.name).map(({ service }) => service.name);
      report({
        message: `the sunset of ${event.name} was ${sunset}${takers.length === 0 ? '' : `, and ${listNames(takers)} still take${takers.length === 1 ? 's' : ''} it`}`,
        help:
          takers.length === 0
            ? 'nobody takes it: take it out'
            : 'move its subscribers, or give it a new date',
        at: placeAt(event.at, 'deprecated', 'sunset'),
      });
    },
  },
});
