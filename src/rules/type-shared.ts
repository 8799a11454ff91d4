import { onKey } from '../diagnostics/diagnostic.ts';
import type { EventContract } from '../model/architecture.ts';
import { eventsOf } from '../model/query.ts';
import { defineRule } from './rule.ts';

export const typeShared = defineRule({
  id: 'type-shared',
  title: 'Events of one topic have types of their own',
  topic: 'cloudevents',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    topic(topic, { architecture, report }) {
      if (topic.events.length < 2) return;
      const byType = new Map<string, EventContract>();
      for (const event of eventsOf(architecture, topic.events)) {
        if (event.envelope === 'raw') continue;
        const first = byType.get(event.type);
        if (first === undefined) byType.set(event.type, event);
        else {
          report({
            message: `${event.name} and ${first.name} are both ${event.type} on topic ${topic.name}`,
            help: 'a subscriber tells events by their type: leave `type` out, or make the two different',
            at: onKey(event.at),
            related: [{ message: `${first.name} is declared here`, at: onKey(first.at) }],
          });
        }
      }
    },
  },
});
