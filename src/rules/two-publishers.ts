import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const twoPublishers = defineRule({
  id: 'two-publishers',
  title: 'An event has one publisher',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      const publishers = index.publishersOf(event.name);
      if (event.kind === 'command' || publishers.length < 2) return;
      report({
        message: `${event.name} has ${publishers.length} publishers: ${listNames(publishers.map(({ service }) => service.name))}`,
        help: 'let the service that owns the entity publish it; nothing orders what two services publish',
        at: onKey(event.at),
        related: publishers.flatMap(({ service, by }) =>
          by.slice(0, 1).map(({ at }) => ({ message: `published by ${service.name}`, at })),
        ),
      });
    },
  },
});
