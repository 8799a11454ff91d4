import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const foreignName = defineRule({
  id: 'foreign-name',
  title: 'What services of ours take or publish has a name of ours',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    event(event, { index, report }) {
      if (!event.name.includes('#')) return;
      const own = [...index.publishersOf(event.name), ...index.subscribersOf(event.name)].filter(
        ({ service }) => !service.external && service.contract === undefined,
      );
      const [first] = own;
      const at = first?.by[0]?.at;
      if (first === undefined || at === undefined) return;
      report({
        message: `${first.service.name} uses ${event.name} under its foreign name`,
        help: `give it a name of ours: events: { <domain>.<entity>.<action>: { from: '${event.foreign?.file ?? ''}#${event.foreign?.pointer ?? ''}' } }`,
        at: onKey(at),
        related: [{ message: 'it is declared here', at: event.at }],
      });
    },
  },
});
