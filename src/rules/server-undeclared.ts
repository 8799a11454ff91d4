import { onKey } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { placeholdersOf } from '../model/template.ts';
import { defineRule } from './rule.ts';

export const serverUndeclared = defineRule({
  id: 'server-undeclared',
  title: 'Servers of channels and variables of servers are declared',
  topic: 'structure',
  severity: { minimal: 'error', recommended: 'error', strict: 'error', imported: 'error' },
  visit: {
    document({ servers, channels, major }, { report }) {
      const names = servers.map(({ name }) => name);
      for (const channel of channels) {
        for (const { name, at } of channel.servers) {
          if (names.includes(name)) continue;
          report({
            message: `channel ${channel.key} is on ${name}, which is no server of this document${didYouMean(name, names)}`,
            help: major === 2 ? 'declare it under `servers`' : "refer to one by its key: '#/servers/…'",
            at,
          });
        }
      }
      for (const server of servers) {
        const used = placeholdersOf(`${server.host}${server.pathname ?? ''}`);
        const declared = server.variables.map(({ name }) => name);
        for (const name of new Set(used.filter((one) => !declared.includes(one)))) {
          report({
            message: `server ${server.name} has a variable ${name} that is not declared${didYouMean(name, declared)}`,
            help: `declare it: variables: { ${name}: { default: … } }`,
            at: onKey(server.at),
          });
        }
      }
    },
  },
});
