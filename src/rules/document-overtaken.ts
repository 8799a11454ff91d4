import { deliveriesOf } from '../delivery/deliveries.ts';
import { subscriptionAt } from '../delivery/delivery-finding.ts';
import { defineRule } from './rule.ts';

export const documentOvertaken = defineRule({
  id: 'document-overtaken',
  title: 'An older document does not overwrite a newer one',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      const told = new Set<unknown>();
      for (const { terms, blocks } of deliveriesOf(architecture)) {
        const { subscription, service, placement } = terms;
        const event = architecture.events[subscription.event];
        // What waits behind its partition, key or topic is in order until a dead letter; a place is not.
        if (event?.kind !== 'document' || subscription.versionPath !== undefined || blocks !== 'place')
          continue;
        if (told.has(subscription)) continue;
        told.add(subscription);
        report({
          message: `${service.name} takes the document ${event.name} unordered in ${placement.environment}: while one is retried, newer ones overtake it`,
          help: 'set `ordered: true` at the topic, or name the field that grows: `versionPath: version`',
          at: subscriptionAt(subscription),
        });
      }
    },
  },
});
