import { placeAt } from '../diagnostics/diagnostic.ts';
import { placeholdersOf } from '../model/template.ts';
import { defineRule } from './rule.ts';

export const typeName = defineRule({
  id: 'type-name',
  title: 'The type of an event contains its name',
  topic: 'cloudevents',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    event(event, { report }) {
      if (event.envelope === 'raw' || event.foreign !== undefined || event.name.includes('#')) return;
      if (event.type.endsWith(event.name) || placeholdersOf(event.type).length > 0) return;
      report({
        message: `the type of ${event.name} is ${event.type}, which does not end in its name`,
        help: 'let the template under `defaults.type` end in {event}, and leave `type` out of the event',
        at: placeAt(event.at, 'type'),
      });
    },
  },
});
