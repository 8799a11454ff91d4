import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const commandHandler = defineRule({
  id: 'command-handler',
  title: 'A command is handled by one service of its domain',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'warning' },
  visit: {
    event(event, { index, report }) {
      if (event.kind !== 'command') return;
      const handlers = index.subscribersOf(event.name);
      const related = handlers.flatMap(({ service, by }) =>
        by.slice(0, 1).map(({ at }) => ({ message: `handled by ${service.name}`, at: onKey(at) })),
      );
      const names = handlers.map(({ service }) => service.name);
      const [only] = handlers;
      if (only === undefined) {
        report({
          message: `nobody handles ${event.name}`,
          help: `let a service of ${event.domain} subscribe to it`,
          at: onKey(event.at),
        });
      } else if (handlers.length > 1) {
        report({
          message: `${handlers.length} services handle ${event.name}: ${listNames(names)}; one may`,
          help: 'keep the service that decides; the others can take the event that it answers with',
          at: onKey(event.at),
          related,
        });
      } else if (only.service.domain !== event.domain) {
        report({
          message: `${only.service.name} of domain ${only.service.domain} handles ${event.name}, a command of ${event.domain}`,
          help: `let a service of ${event.domain} handle it, or name the command after ${only.service.domain}`,
          at: onKey(event.at),
          related,
        });
      }
    },
  },
});
