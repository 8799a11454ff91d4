import type { Auth, Broker, Environment, SecretStore } from '../../model/architecture.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from './language-value.ts';
import { settingValues } from './setting-values.ts';

/** An environment as it stands under `environments`. */
export function environmentValue(environment: Environment): LanguageMap {
  const { brokers, database, registry, tracing } = environment;
  return mapOfDefined([
    ['description', environment.description],
    [
      'brokers',
      Object.fromEntries(Object.entries(brokers).map(([name, broker]) => [name, brokerValue(broker)])),
    ],
    ['secrets', secretsValue(environment.secrets)],
    ['database', database && withAuth({ server: database.server }, database.auth)],
    ['registry', registry && withAuth({ url: registry.url }, registry.auth)],
    ['tracing', tracing],
    ['defaults', unlessEmpty(settingValues(environment.defaults))],
  ]);
}

/** A broker as it stands under `brokers`. */
function brokerValue(broker: Broker): LanguageMap {
  const isEncryptedAnyway = broker.auth.type !== 'none';
  return mapOfDefined([
    ['type', broker.type],
    ['servers', unlessEmpty(broker.servers)],
    ...Object.entries(broker.own),
    ['tls', broker.tls === isEncryptedAnyway ? undefined : broker.tls],
    ['auth', authValue(broker.auth)],
  ]);
}

function authValue(auth: Auth | undefined): LanguageMap | undefined {
  if (auth === undefined || auth.type === 'none') return undefined;
  return mapOfDefined([
    ['type', auth.type],
    ['secret', auth.secret],
    ['mechanism', auth.mechanism],
    ['scopes', auth.scopes],
  ]);
}

function withAuth(value: LanguageMap, auth: Auth | undefined): LanguageMap {
  return mapOfDefined([...Object.entries(value), ['auth', authValue(auth)]]);
}

/** Environment variables without a prefix are where secrets come from anyway. */
function secretsValue(store: SecretStore): LanguageMap | undefined {
  if (store.type === 'env' && store.prefix === undefined && store.path === undefined) return undefined;
  return mapOfDefined([
    ['type', store.type],
    ['path', store.path],
    ['prefix', store.prefix],
  ]);
}
