import { onKey } from '../diagnostics/diagnostic.ts';
import { holdsPersonalData } from '../model/personal-data.ts';
import { defineRule } from './rule.ts';

export const personalDataExternal = defineRule({
  id: 'personal-data-external',
  title: 'Personal data that leaves the system is meant to',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    subscription(subscription, service, { architecture, report }) {
      const event = architecture.events[subscription.event];
      if (!service.external || event === undefined) return;
      if (!holdsPersonalData(event.data, architecture.schemas)) return;
      report({
        message: `${service.name} is external and takes ${event.name}, which holds personal data`,
        help: 'publish an event with what it needs and no more; where it may have the data, say on what ground with an ignore',
        at: onKey(subscription.at),
      });
    },
  },
});
