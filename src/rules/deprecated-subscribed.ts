import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const deprecatedSubscribed = defineRule({
  id: 'deprecated-subscribed',
  title: 'Nobody relies on a deprecated event',
  topic: 'evolution',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning' },
  visit: {
    subscription(subscription, service, { architecture, report }) {
      const event = architecture.events[subscription.event];
      if (event?.deprecated === undefined) return;
      const { since, sunset, replacedBy } = event.deprecated;
      report({
        message: `${service.name} takes ${event.name}, deprecated since ${since}${sunset === undefined ? '' : `; it ends on ${sunset}`}`,
        help: replacedBy === undefined ? 'ask its domain what takes its place' : `take ${replacedBy} instead`,
        at: subscription.origin.kind === 'written' ? onKey(subscription.at) : subscription.at,
        related: [
          { message: 'deprecated here', at: { ...event.at, path: [...event.at.path, 'deprecated'] } },
        ],
      });
    },
  },
});
