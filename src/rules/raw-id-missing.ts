import { onKey } from '../diagnostics/diagnostic.ts';
import { resolveSubscription } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const rawIdMissing = defineRule({
  id: 'raw-id-missing',
  title: 'A raw event that an inbox guards has an id',
  topic: 'delivery',
  severity: { minimal: 'error', recommended: 'error', strict: 'error' },
  visit: {
    subscription(subscription, service, { architecture, report }) {
      const event = architecture.events[subscription.event];
      if (event?.envelope !== 'raw' || event.id !== undefined || service.external) return;
      const guarded = Object.keys(architecture.environments).some(
        (environment) =>
          resolveSubscription(architecture, service, subscription, environment).values.idempotent,
      );
      if (!guarded) return;
      report({
        message: `${service.name} takes ${event.name} once only, but nothing tells two of these raw messages apart`,
        help: 'name the field that identifies one: `id: …` at the event; or take it with `idempotent: false`',
        at: subscription.origin.kind === 'written' ? onKey(subscription.at) : subscription.at,
        related: [{ message: 'the event is raw and has no id', at: onKey(event.at) }],
      });
    },
  },
});
