import { onKey } from '../diagnostics/diagnostic.ts';
import type { SecurityAlternative } from '../spec/asyncapi/document.ts';
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
      if (operations.length > 0 && operations.every(({ security }) => asksForLogin(security))) return;
      for (const server of servers) {
        if (asksForLogin(server.security) || isTrialServer(server)) continue;
        const why =
          server.security.length === 0
            ? 'names no login: whoever reaches it may read and write all, or has to ask how'
            : 'asks nobody for a login, since `{}` among the alternatives lets everybody in';
        report({
          message: `server ${server.name} ${why}`,
          help: 'write how clients log in under `security`, with the scheme under `components.securitySchemes`',
          at: onKey(server.at),
        });
      }
    },
  },
});

function asksForLogin(security: readonly SecurityAlternative[]): boolean {
  return security.length > 0 && security.every((schemes) => schemes.length > 0);
}
