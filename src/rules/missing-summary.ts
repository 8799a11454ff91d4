import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const missingSummary = defineRule({
  id: 'missing-summary',
  title: 'Every event has a summary',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { report }) {
      if (event.summary !== undefined || event.description !== undefined) return;
      report({
        message: `${event.name} has neither summary nor description`,
        help: 'say in one line what happened, in the words of the business: `summary: …`',
        at: onKey(event.at),
      });
    },
  },
});
