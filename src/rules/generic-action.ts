import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { words } from './rule-option.ts';

export const genericAction = defineRule({
  id: 'generic-action',
  title: 'An event says what has happened',
  topic: 'naming',
  severity: { minimal: 'off', recommended: 'off', strict: 'info', imported: 'off' },
  options: {
    words: words('actions that say too little', [
      'changed',
      'updated',
      'modified',
      'processed',
      'handled',
      'occurred',
      'happened',
      'notified',
      'event',
      'data',
    ]),
  },
  visit: {
    event(event, { options, report }) {
      // A document holds the whole state after whatever happened; a command may well be `update`.
      if (event.kind !== 'notification' || event.name.includes('#')) return;
      if (!options.words.includes(event.action)) return;
      report({
        message: `${event.name} does not say what ${event.action === 'event' || event.action === 'data' ? 'happened' : `was ${event.action}`}`,
        help: `name what the business calls it, such as address-${event.action}; or send the whole state: \`kind: document\``,
        at: onKey(event.at),
      });
    },
  },
});
