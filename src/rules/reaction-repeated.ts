import { deliveriesOf } from '../delivery/deliveries.ts';
import { subscriptionAt } from '../delivery/delivery-finding.ts';
import type { Service } from '../model/architecture.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const reactionRepeated = defineRule({
  id: 'reaction-repeated',
  title: 'An event that comes twice is answered once',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      const told = new Set<unknown>();
      for (const { terms, duplicates } of deliveriesOf(architecture)) {
        const { service, subscription, serviceSettings } = terms;
        const isOurs = serviceSettings.language !== 'none' && subscription.origin.kind === 'written';
        if (!isOurs || duplicates === 'inbox' || told.has(subscription)) continue;
        const answers = reactionsOf(service, subscription.event);
        if (answers.length === 0) continue;
        told.add(subscription);
        const without = serviceSettings.database === 'none' ? 'database: none' : 'idempotent: false';
        report({
          message: `${service.name} publishes ${listNames(answers)} on ${subscription.event}, twice where that comes twice: \`${without}\` has no inbox`,
          help:
            serviceSettings.database === 'none'
              ? 'give the service a database, or let those who take the answers bear repeats and say so with an ignore'
              : 'take `idempotent: false` away: the inbox drops what was handled',
          at: subscriptionAt(subscription),
        });
      }
    },
  },
});

/** What a handler publishes, each once. */
function reactionsOf({ publications }: Service, event: string): string[] {
  const names = publications.flatMap((publication) => (publication.on === event ? [publication.event] : []));
  return [...new Set(names)];
}
