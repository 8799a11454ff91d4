import { placeAt } from '../diagnostics/diagnostic.ts';
import type { ApiDocument } from '../model/document.ts';
import { plainOf } from '../model/protocols.ts';
import { isForTrying } from './for-trying.ts';
import { defineRule } from './rule.ts';

type Server = ApiDocument['servers'][number];

export const serverPlaintext = defineRule({
  id: 'server-plaintext',
  title: 'Servers of documents outside of development are reached with TLS',
  topic: 'security',
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'info' },
  visit: {
    document({ servers }, { report }) {
      for (const server of servers) {
        const secure = secureOf.get(server.protocol.toLowerCase());
        if (secure === undefined || isEncrypted(server) || isTrialServer(server)) continue;
        report({
          message: `server ${server.name} is reached by ${server.protocol} without TLS: whoever is on the way reads and writes along`,
          help: `write protocol: ${secure}, once the server speaks TLS`,
          at: placeAt(server.at, 'protocol'),
        });
      }
    },
  },
});

const secureOf: ReadonlyMap<string, string> = new Map(
  Object.entries(plainOf).map(([secure, plain]) => [plain, secure]),
);

/** The port or the login says what the protocol does not: 5671 and 8883 are those of TLS, a certificate needs it. */
function isEncrypted({ host, security, variables }: Server): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(host)?.[1]?.toLowerCase();
  if (scheme !== undefined && Object.hasOwn(plainOf, scheme)) return true;
  const port = /:([^:/]+)(\/.*)?$/.exec(host)?.[1] ?? '';
  const variable = variables.find(({ name }) => port === `{${name}}`);
  const ports = variable === undefined ? [port] : [variable.default ?? '', ...variable.enum];
  return (
    ports.some((each) => /^(443|5671|8443|8883)$/.test(each)) ||
    security.flat().some(({ type, name }) => type === 'X509' || /ssl|tls/i.test(name ?? ''))
  );
}

/** A server for trying things out, by its name or its host. */
export function isTrialServer({ name, host }: Server): boolean {
  const bare = host.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[:/].*$/, '');
  return isForTrying(name) || isForTrying(bare) || /^(127\.|0\.0\.0\.0|\[?::1)/.test(bare) || bare === '';
}
