import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const eventUnused = defineRule({
  id: 'event-unused',
  title: 'Every event has a part in the system',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      if (index.publishersOf(event.name).length > 0 || index.subscribersOf(event.name).length > 0) return;
      if (index.storedIn(event.name).length > 0 || index.sagasOf(event.name).length > 0) return;
      report({
        message: `nobody publishes or takes ${event.name}`,
        help: 'add it to the `publishes` of a service, or take it out',
        at: onKey(event.at),
      });
    },
  },
});
