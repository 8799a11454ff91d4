import { onKey } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Subscription } from '../model/architecture.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { listNames } from './wording.ts';

export const noPublisher = defineRule({
  id: 'no-publisher',
  title: 'What somebody subscribes to, somebody publishes',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'info' },
  visit: {
    event(event, context) {
      const { index, report } = context;
      const [first, ...others] = index.subscribersOf(event.name);
      const [subscription] = first?.by ?? [];
      if (first === undefined || subscription === undefined) return;
      if (index.publishersOf(event.name).length > 0) return;
      // What a document takes from systems that nobody describes here is no fault of the design.
      if (
        event.foreign !== undefined &&
        index.subscribersOf(event.name).every(({ service }) => service.contract)
      )
        return;
      const wanted = `${first.service.name} ${waits(subscription)} ${event.name}`;
      const stored = storersOf(event.name, context);
      const nearest = stored.length > 0 ? undefined : nearestPublished(event.name, context);
      report({
        message:
          stored.length > 0
            ? `${wanted}, which ${listNames(stored)} store${stored.length === 1 ? 's' : ''} but nobody publishes`
            : `${wanted}, which nobody ${event.kind === 'command' ? 'sends' : 'publishes'}`,
        help:
          stored[0] !== undefined
            ? `what an aggregate stores stays private until it is published: add it to services.${stored[0]}.publishes`
            : `${nearest === undefined ? '' : `did you mean ${nearest}? Otherwise `}add it to the \`publishes\` of the service that ${event.kind === 'command' ? 'sends' : 'publishes'} it`,
        at: subscription.origin.kind === 'written' ? onKey(subscription.at) : subscription.at,
        related: [
          { message: `${event.name} is declared here`, at: onKey(event.at) },
          ...others.flatMap(({ service, by }) =>
            by.slice(0, 1).map(({ at }) => ({ message: `${service.name} waits for it too`, at })),
          ),
        ],
      });
    },
  },
});

function waits({ origin }: Subscription): string {
  if (origin.kind === 'written') return 'subscribes to';
  return `(${origin.kind} ${origin.name}) needs`;
}

function storersOf(event: string, { architecture, index }: RuleContext): string[] {
  const services = index.storedIn(event).map((name) => architecture.aggregates[name]?.service);
  return [...new Set(services.filter((service) => service !== undefined))];
}

function nearestPublished(event: string, { architecture, index }: RuleContext): string | undefined {
  const published = Object.keys(architecture.events).filter((name) => index.publishersOf(name).length > 0);
  return suggest(event, published);
}
