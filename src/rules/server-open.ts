import { onKey } from '../diagnostics/diagnostic.ts';
import { defineRule } from './rule.ts';
import { isTrialServer } from './server-plaintext.ts';

export const serverOpen = defineRule({
  id: 'server-open',
  title: 'Servers of documents outside of development ask for a login',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'info' },
  visit: {
    document({ servers, operations }, { report }) {
      // Where operations ask for one each, the server need not.
      if (operations.length > 0 && operations.every(({ security }) => security.length > 0)) return;
      for (const server of servers) {
        if (server.security.length > 0 || isTrialServer(server)) continue;
        report({
          message: `server ${server.name} names no login: whoever reaches it may read and write all, or has to ask how`,
          help: 'write how clients log in under `security`, with the scheme under `components.securitySchemes`',
          at: onKey(server.at),
        });
      }
    },
  },
});
