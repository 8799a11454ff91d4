import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { listNames } from './wording.ts';

export const noSubscriber = defineRule({
  id: 'no-subscriber',
  title: 'What somebody publishes, somebody takes',
  topic: 'structure',
  severity: { minimal: 'off', recommended: 'info', strict: 'info', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      if (event.kind === 'command' || index.subscribersOf(event.name).length > 0) return;
      const publishers = index.publishersOf(event.name).map(({ service }) => service);
      // The interest in what an external system sends, or in what is stored, lies elsewhere.
      if (publishers.length === 0 || publishers.some(({ external }) => external)) return;
      if (index.storedIn(event.name).length > 0 || index.sagasOf(event.name).length > 0) return;
      report({
        message: `${listNames(publishers.map(({ name }) => name))} publish${publishers.length === 1 ? 'es' : ''} ${event.name}, which nobody takes`,
        help: 'subscribe to it, or take it out: what nobody takes still costs storage and review',
        at: onKey(event.at),
      });
    },
  },
});
