import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';

export const missingOwner = defineRule({
  id: 'missing-owner',
  title: 'Every domain has an owner',
  topic: 'ownership',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    domain(domain, { report }) {
      if (domain.owner !== undefined) return;
      report({
        message: `domain ${domain.name} has no owner`,
        help: 'name the team that answers for it: `owner: …`; its events and services inherit it',
        at: onKey(domain.at),
      });
    },
  },
});
