import { factsOf } from '../delivery/broker-facts.ts';
import { deliveriesOf } from '../delivery/deliveries.ts';
import { decidedAt, serviceAt } from '../delivery/delivery-finding.ts';
import type { Placement } from '../delivery/placements.ts';
import { showDuration } from '../delivery/show-duration.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { listSome } from '../diagnostics/list-names.ts';
import type { Architecture, BrokerType } from '../model/architecture.ts';
import { resolveService } from '../model/settings.ts';
import { defineRule } from './rule.ts';

export const inboxRetention = defineRule({
  id: 'inbox-retention',
  title: 'The inbox remembers as long as topics keep events',
  topic: 'delivery',
  severity: { minimal: 'off', recommended: 'warning', strict: 'warning', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      for (const [at, { remembers, services, longest }] of shortMemories(architecture)) {
        const { settings, topic } = longest;
        const keeps = settings.retention === 'forever' ? 'ever' : showDuration(settings.retention);
        report({
          message: `${listSome(services)} ${services.length === 1 ? 'remembers' : 'remember'} for ${showDuration(remembers)} what ${services.length === 1 ? 'it has' : 'they have'} handled, and topic ${topic.name} keeps events for ${keeps}: read again, the older ones are handled twice`,
          help: `set \`inboxRetention\` to ${keeps} or more, or keep the topic's events no longer`,
          at,
        });
      }
    },
  },
});

interface ShortMemory {
  /** Milliseconds. */
  readonly remembers: number;
  readonly services: string[];
  /** Where a topic that they take keeps its events longest. */
  longest: Placement;
}

/** Services that forget before a topic does, by the line that decided it. */
function shortMemories(architecture: Architecture): Map<Place, ShortMemory> {
  const found = new Map<string, ShortMemory & { readonly at: Place }>();
  for (const { terms, duplicates } of deliveriesOf(architecture)) {
    const { service, placement, serviceSettings } = terms;
    const remembers = serviceSettings.inboxRetention;
    const { retention } = placement.settings;
    if (duplicates !== 'inbox' || !canBeReadAgain(placement.broker.type)) continue;
    // No inbox remembers for ever: what is kept so long is read again on purpose, and by projections.
    if (retention === 'forever' || retention <= remembers) continue;
    const { decidedBy } = resolveService(architecture, service, placement.environment);
    const at = decidedAt(decidedBy.inboxRetention, serviceAt(service));
    const key = JSON.stringify(at);
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, { at, remembers, services: [service.name], longest: placement });
      continue;
    }
    if (!known.services.includes(service.name)) known.services.push(service.name);
    const { retention: most } = known.longest.settings;
    if (most !== 'forever' && retention > most) known.longest = placement;
  }
  return new Map([...found.values()].map(({ at, ...memory }) => [at, memory]));
}

/** What goes once it is read, or ends with its process, is not read twice. */
function canBeReadAgain(type: BrokerType): boolean {
  const { retention } = factsOf(type).features;
  return retention === 'topic' || retention === 'broker';
}
