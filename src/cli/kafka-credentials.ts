import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClusterLogin } from '../kafka/cluster.ts';
import type { Broker, SaslMechanism } from '../model/architecture.ts';
import { defaultMechanism } from '../model/login-defaults.ts';
import type { Io } from './io.ts';

const mechanisms = {
  PLAIN: 'plain',
  'SHA-256': 'scram-sha-256',
  'SHA-512': 'scram-sha-512',
} as const satisfies { readonly [mechanism in SaslMechanism]: string };

/**
 * A login from variables alone: none is ever read from the design or an argument. What is missing, as a sentence.
 * @param cwd what paths in variables are relative to
 */
export function kafkaCredentials({ env }: Io, cwd: string, broker: Broker): ClusterLogin | string {
  const read = (name: string): string | undefined => ((env[name] ?? '') === '' ? undefined : env[name]);
  const files: { ca?: string; cert?: string; key?: string } = {};
  for (const [part, variable] of [
    ['ca', 'EDA_KAFKA_CA'],
    ['cert', 'EDA_KAFKA_CERT'],
    ['key', 'EDA_KAFKA_KEY'],
  ] as const) {
    const path = read(variable);
    if (path === undefined) continue;
    try {
      files[part] = readFileSync(resolve(cwd, path), 'utf8');
    } catch {
      return `${variable} names ${path}, which cannot be read`;
    }
  }
  const secure = broker.tls || broker.auth.type === 'mtls';
  const tls = secure && Object.keys(files).length > 0 ? files : secure;
  switch (broker.auth.type) {
    case 'none':
      return { tls };
    case 'password': {
      const [username, password] = [read('EDA_KAFKA_USERNAME'), read('EDA_KAFKA_PASSWORD')];
      if (username === undefined || password === undefined)
        return `the cluster of ${broker.name} wants a login: set EDA_KAFKA_USERNAME and EDA_KAFKA_PASSWORD`;
      return {
        tls,
        sasl: { mechanism: mechanisms[broker.auth.mechanism ?? defaultMechanism], username, password },
      };
    }
    case 'oidc': {
      const token = read('EDA_KAFKA_TOKEN');
      if (token === undefined) return `the cluster of ${broker.name} wants a token: set EDA_KAFKA_TOKEN`;
      return { tls, sasl: { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: token }) } };
    }
    case 'mtls':
      return files.cert === undefined || files.key === undefined
        ? `the cluster of ${broker.name} wants a certificate: set EDA_KAFKA_CERT and EDA_KAFKA_KEY to files of PEM, and EDA_KAFKA_CA where it has an authority of its own`
        : { tls };
    default:
      return `kafkajs does not know the login ${broker.auth.type}; make the topics with the script, Terraform or Strimzi (eda generate kafka)`;
  }
}
