import { onKey, placeAt } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const aggregatePublisher = defineRule({
  id: 'aggregate-publisher',
  title: 'What an aggregate stores, its own service alone stores and publishes',
  topic: 'structure',
  severity: { minimal: 'warning', recommended: 'warning', strict: 'error' },
  start() {
    /** The first aggregate that stores an event, by the event. */
    const keepers = new Map<string, { readonly name: string; readonly service: string }>();
    return {
      aggregate({ name, service, events, at }, { architecture, index, report }) {
        for (const [position, event] of events.entries()) {
          const keeper = keepers.get(event);
          if (keeper === undefined) keepers.set(event, { name, service });
          else if (keeper.service !== service) {
            report({
              message: `aggregate ${name} of ${service} stores ${event}, which aggregate ${keeper.name} of ${keeper.service} stores as well`,
              help: 'one of them decides what happened: let the other subscribe to it, or give it an event of its own',
              at: placeAt(at, 'events', position),
              related: [
                {
                  message: `${keeper.name} stores it`,
                  at: onKey(architecture.aggregates[keeper.name]?.at ?? at),
                },
              ],
            });
            continue;
          }
          const others = index.publishersOf(event).filter((publisher) => publisher.service.name !== service);
          if (others.length === 0) continue;
          const names = listNames(others.map((publisher) => publisher.service.name));
          report({
            message: `aggregate ${name} of ${service} stores ${event}, but ${names} publish${others.length === 1 ? 'es' : ''} it`,
            help: `what others publish is not in the store, and its readers cannot tell: let ${service} alone publish it, and others ask it to`,
            at: placeAt(at, 'events', position),
            related: others.flatMap(({ service: other, by }) =>
              by.slice(0, 1).map((line) => ({ message: `published by ${other.name}`, at: line.at })),
            ),
          });
        }
      },
    };
  },
});
