import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const internalEvent = defineRule({
  id: 'internal-event',
  title: 'An internal event stays in its domain',
  topic: 'ownership',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    subscription(subscription, service, { architecture, report }) {
      const event = architecture.events[subscription.event];
      if (event === undefined || !event.internal || event.domain === service.domain) return;
      report({
        message: `${service.name} of domain ${service.domain} takes ${event.name}, which is internal to ${event.domain}`,
        help: `take an event that ${event.domain} means for others, or agree to drop \`internal\``,
        at: subscription.origin.kind === 'written' ? onKey(subscription.at) : subscription.at,
        related: [
          { message: 'declared internal here', at: { ...event.at, path: [...event.at.path, 'internal'] } },
        ],
      });
    },
  },
});
