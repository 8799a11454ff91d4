import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const teamContact = defineRule({
  id: 'team-contact',
  title: 'A team can be reached',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'off', strict: 'warning', imported: 'off' },
  visit: {
    architecture({ architecture, report }) {
      for (const { name, contact, at } of Object.values(architecture.teams)) {
        if (contact !== undefined && contact.trim() !== '') continue;
        report({
          message: `team ${name} has no contact`,
          help: "say how to reach it, for whoever takes its events: `contact: '#channel'`, or an address",
          at: onKey(at),
        });
      }
    },
  },
});
