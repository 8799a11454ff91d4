import type { Place } from '../diagnostics/diagnostic.ts';
import type {
  Architecture,
  Service,
  ServiceSettings,
  SettingsLayer,
  SettingValue,
  Subscription,
  SubscriptionSettings,
  Topic,
  TopicSettings,
} from './architecture.ts';
import { isEqual } from './json-value.ts';
import { questionOf, remembered } from './remember.ts';
import { fillTemplate } from './template.ts';

/**
 * Which setting holds. One rule, leaf by leaf: what is said of the one thing beats every default, its
 * `in.<environment>` first; among defaults the environment's beat the others, then the narrower the wider.
 */
export interface Resolved<T> {
  readonly values: T;
  /** Leaf (`retry.attempts`) → the layer that decided it, or `built-in`. */
  readonly decidedBy: { readonly [leaf: string]: Place | 'built-in' };
}

const second = 1000;
const day = 86_400 * second;

/** Defaults of the language, where nobody says anything. Durations in ms. */
const builtIn = {
  topic: {
    broker: 'pubsub',
    address: '{topic}',
    partitions: 3,
    retention: 7 * day,
    compact: false,
    ordered: false,
    encoding: 'json',
  },
  subscription: {
    'retry.attempts': 5,
    'retry.backoff': 'exponential',
    'retry.max': 30 * second,
    'retry.interval': 30 * second,
    timeout: 30 * second,
    concurrency: 10,
    deadLetter: '{service}.dead-letter',
    bulk: false,
    'bulk.max': 100,
    'bulk.wait': second,
    startAt: 'latest',
    everyReplica: false,
    maxLag: 1000,
  },
  service: {
    language: 'typescript',
    database: 'postgres',
    outbox: 'relay',
    replicas: 1,
    group: '{service}',
    inboxRetention: 14 * day,
  },
} as const satisfies Record<string, Record<string, SettingValue>>;

/**
 * Settings that are the same in several environments are one value, where answers are remembered: what is made of them
 * need be made once, and who compares environments sees it at a glance.
 */
function unique<T extends object>(architecture: Architecture, subject: object, values: T): T {
  const known = remembered(architecture, subject, 'all settings', (): T[] => []);
  const same = known.find((each) => isEqual(each, values));
  if (same !== undefined) return same;
  known.push(values);
  return values;
}

/** Settings of a topic in an environment; templates are filled in. */
export function resolveTopic(
  architecture: Architecture,
  topic: Topic,
  environment: string,
): Resolved<TopicSettings> {
  return remembered(architecture, topic, questionOf('settings', environment), () =>
    decideTopic(architecture, topic, environment),
  );
}

/** The address of a topic before its placeholders are filled in. */
export function addressTemplate(architecture: Architecture, topic: Topic, environment: string): string {
  return lookup(builtIn.topic, topicLayers(architecture, topic, environment)).text('address');
}

function topicLayers(
  architecture: Architecture,
  topic: Topic,
  environment: string,
): readonly (SettingsLayer | undefined)[] {
  return [
    topic.in[environment],
    topic.settings,
    architecture.environments[environment]?.defaults,
    architecture.domains[topic.domain]?.defaults,
    architecture.defaults,
  ];
}

function decideTopic(architecture: Architecture, topic: Topic, environment: string): Resolved<TopicSettings> {
  const look = lookup(builtIn.topic, topicLayers(architecture, topic, environment));
  const ttl = look.optional('ttl');
  return {
    values: unique(architecture, topic, {
      broker: look.text('broker', onlyBroker(architecture, environment)),
      address: fillTemplate(look.text('address'), {
        topic: topic.name,
        system: architecture.system.name,
        domain: topic.domain,
        environment,
      }),
      partitions: look.number('partitions'),
      retention: look.get('retention') === 'forever' ? 'forever' : look.number('retention'),
      compact: look.flag('compact'),
      ...(typeof ttl === 'number' ? { ttl } : {}),
      ordered: look.flag('ordered'),
      encoding: look.get('encoding') === 'avro' ? 'avro' : 'json',
    }),
    get decidedBy() {
      return look.decidedBy();
    },
  };
}

/** Settings of a subscription of a service in an environment. */
export function resolveSubscription(
  architecture: Architecture,
  service: Service,
  subscription: Subscription,
  environment: string,
): Resolved<SubscriptionSettings> {
  return remembered(architecture, subscription, questionOf('settings', environment), () =>
    decideSubscription(architecture, service, subscription, environment),
  );
}

function decideSubscription(
  architecture: Architecture,
  service: Service,
  subscription: Subscription,
  environment: string,
): Resolved<SubscriptionSettings> {
  const look = lookup(builtIn.subscription, [
    subscription.in[environment],
    subscription.settings,
    service.in[environment]?.defaults,
    architecture.environments[environment]?.defaults,
    service.defaults,
    architecture.domains[service.domain]?.defaults,
    architecture.defaults,
  ]);
  const exponential = look.get('retry.backoff') !== 'constant';
  const hasDatabase = resolveService(architecture, service, environment).values.database === 'postgres';
  const idempotent = look.optional('idempotent');
  const everyReplica = look.flag('everyReplica');
  return {
    values: unique(architecture, subscription, {
      retry: {
        attempts: look.number('retry.attempts'),
        backoff: exponential ? 'exponential' : 'constant',
        wait: look.number(exponential ? 'retry.max' : 'retry.interval'),
      },
      timeout: look.number('timeout'),
      concurrency: look.number('concurrency'),
      deadLetter: everyReplica
        ? 'none'
        : fillTemplate(look.text('deadLetter'), {
            service: service.name,
            system: architecture.system.name,
            domain: service.domain,
            event: subscription.event,
            environment,
          }),
      idempotent: idempotent === undefined ? hasDatabase && !everyReplica : idempotent === true,
      bulk:
        look.get('bulk') === false ? false : { max: look.number('bulk.max'), wait: look.number('bulk.wait') },
      startAt: look.get('startAt') === 'earliest' ? 'earliest' : 'latest',
      everyReplica,
      maxLag: look.number('maxLag'),
    }),
    get decidedBy() {
      return look.decidedBy();
    },
  };
}

/** Settings of a service in an environment. */
export function resolveService(
  architecture: Architecture,
  service: Service,
  environment: string,
): Resolved<ServiceSettings> {
  return remembered(architecture, service, questionOf('settings', environment), () =>
    decideService(architecture, service, environment),
  );
}

function decideService(
  architecture: Architecture,
  service: Service,
  environment: string,
): Resolved<ServiceSettings> {
  const look = lookup(builtIn.service, [
    service.in[environment]?.settings,
    service.settings,
    architecture.environments[environment]?.defaults,
    architecture.domains[service.domain]?.defaults,
    architecture.defaults,
  ]);
  const language = look.get('language');
  const history = look.optional('history');
  return {
    values: unique(architecture, service, {
      language: language === 'python' || language === 'none' ? language : 'typescript',
      database: look.get('database') === 'none' ? 'none' : 'postgres',
      outbox: look.get('outbox') === 'connect' ? 'connect' : 'relay',
      replicas: look.number('replicas'),
      group: fillTemplate(look.text('group'), {
        service: service.name,
        system: architecture.system.name,
        domain: service.domain,
        environment,
      }),
      ...(typeof history === 'number' ? { history } : {}),
      inboxRetention: look.number('inboxRetention'),
    }),
    get decidedBy() {
      return look.decidedBy();
    },
  };
}

/** A broker needs no name where the environment has just one. */
function onlyBroker(architecture: Architecture, environment: string): string | undefined {
  const names = Object.keys(architecture.environments[environment]?.brokers ?? {});
  return names.length === 1 ? names[0] : undefined;
}

interface Lookup {
  decidedBy(): { readonly [leaf: string]: Place | 'built-in' };
  get(leaf: string): SettingValue | undefined;
  optional(leaf: string): SettingValue | undefined;
  text(leaf: string, fallback?: string): string;
  number(leaf: string): number;
  flag(leaf: string): boolean;
}

/** Finds a leaf in the first layer that says it. Which that was is looked up again where somebody asks. */
function lookup(
  defaults: { readonly [leaf: string]: SettingValue },
  layers: readonly (SettingsLayer | undefined)[],
): Lookup {
  const asked: string[] = [];
  const get = (leaf: string, fallback?: SettingValue): SettingValue | undefined => {
    for (const layer of layers) {
      const value = layer?.values[leaf];
      if (value === undefined) continue;
      asked.push(leaf);
      return value;
    }
    const value = fallback ?? defaults[leaf];
    if (value !== undefined) asked.push(leaf);
    return value;
  };
  const deciderOf = (leaf: string): Place | 'built-in' => {
    const at = layers.find((layer) => layer?.values[leaf] !== undefined)?.at;
    return at === undefined ? 'built-in' : { file: at.file, path: [...at.path, ...leaf.split('.')] };
  };
  return {
    decidedBy: () => Object.fromEntries(asked.map((leaf) => [leaf, deciderOf(leaf)])),
    get,
    optional: get,
    text: (leaf, fallback) => String(get(leaf, fallback) ?? ''),
    number: (leaf) => Number(get(leaf) ?? 0),
    flag: (leaf) => get(leaf) === true,
  };
}
