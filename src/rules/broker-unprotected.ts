import { type Fix, onKey, type Place, placeAt } from '../diagnostics/diagnostic.ts';
import { isForTrying } from './for-trying.ts';
import { defineRule } from './rule.ts';

export const brokerUnprotected = defineRule({
  id: 'broker-unprotected',
  title: 'Brokers outside of development have a login and TLS',
  topic: 'security',
  fixable: true,
  severity: { minimal: 'off', recommended: 'warning', strict: 'error', imported: 'off' },
  visit: {
    environment(environment, { report }) {
      if (isForTrying(environment.name)) return;
      for (const broker of Object.values(environment.brokers)) {
        // Clouds are reached by TLS alone, and by the identity that a service runs under.
        if (broker.servers.length === 0) continue;
        const hasLogin = broker.auth.type !== 'none';
        const hasTls = broker.tls || broker.auth.type === 'mtls';
        if (hasLogin && hasTls) continue;
        report({
          message: hasLogin
            ? `${environment.name} sends the login of broker ${broker.name} in plain text: \`tls: false\``
            : `broker ${broker.name} of ${environment.name} has no login${hasTls ? '' : ' and no TLS'}: whoever reaches it may read and write all`,
          help: hasLogin
            ? 'take `tls: false` away: with a login TLS is on'
            : 'give it one: `auth: { type: password, secret: … }`; TLS then is on',
          at: hasLogin ? placeAt(broker.at, 'tls') : onKey(broker.at),
          ...(hasLogin ? { fix: leaveTlsOn(placeAt(broker.at, 'tls')) } : {}),
        });
      }
      const { registry } = environment;
      if (registry?.auth !== undefined && registry.auth.type !== 'none' && /^http:/i.test(registry.url)) {
        report({
          message: `${environment.name} sends the login of the schema registry in plain text`,
          help: 'write its URL with https',
          at: placeAt(environment.at, 'registry', 'url'),
        });
      }
    },
  },
});

/** With a login TLS is on unless somebody says otherwise. Not safe: the broker has to speak it. */
function leaveTlsOn(at: Place): Fix {
  return { safe: false, title: 'leave tls out, which turns it on', edits: [{ at, remove: true }] };
}
