import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type {
  Architecture,
  Broker,
  BrokerType,
  RetrySettings,
  Service,
  Subscription,
  SubscriptionSettings,
  Topic,
} from '../model/architecture.ts';
import { resolveService, resolveSubscription } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';

/** What a sidecar does with failures of one service on one component. Times in ms. */
export interface PumpPolicy {
  readonly retry: RetrySettings;
  /** Of one delivery. */
  readonly timeout: number;
}

/**
 * What Dapr fixes for a whole component, although the design says it of a service or a subscription. Absent: the
 * broker has no such setting.
 */
export interface ConsumerProfile {
  /** Consumer group where it is not the app id. */
  readonly group?: string;
  readonly everyReplica?: true;
  readonly startAt?: 'latest' | 'earliest';
  readonly concurrency?: number;
  /** Its topics are ordered, and the component has to be told. */
  readonly ordered?: true;
}

/** How one service takes one topic: its subscriptions to the topic's events as the one that Dapr allows. */
export interface TopicDelivery {
  readonly policy: PumpPolicy;
  readonly deadLetter?: string;
  readonly bulk?: { readonly max: number; readonly wait: number };
  readonly profile: ConsumerProfile;
}

/**
 * Joins the settings of all events that a service takes from a topic. Retry and timeout are the loosest: the runtime
 * counts attempts and cuts each consumer's time by its own settings, the sidecar only has to go on long enough.
 */
export function mergeDelivery(
  architecture: Architecture,
  service: Service,
  topic: Topic,
  subscriptions: readonly Subscription[],
  use: { readonly environment: string; readonly broker: Broker; readonly ordered: boolean },
  report: (diagnostic: Diagnostic) => void,
): TopicDelivery {
  const settings = subscriptions.map(
    (subscription) => resolveSubscription(architecture, service, subscription, use.environment).values,
  );
  const everyReplica = settings.every((each) => each.everyReplica);
  const [first, ...others] = subscriptions;
  const differs = (leaf: string, settingOf: (each: SubscriptionSettings) => unknown, taken: string) => {
    if (first === undefined || others.length === 0 || distinct(settings.map(settingOf)).length < 2) return;
    report({
      code: 'topic-settings-differ',
      severity: leaf === 'startAt' || leaf === 'bulk' ? 'info' : 'warning',
      message: `${service.name} takes events of topic ${topic.name} with different ${leaf}; the topic is taken once, with ${taken}`,
      help: `say the same ${leaf} of each of them, or put the events on topics of their own`,
      at: first.at,
    });
  };
  const deadLetter = settings.find((each) => each.deadLetter !== 'none')?.deadLetter;
  differs('deadLetter', (each) => each.deadLetter, deadLetter ?? 'none');
  differs('everyReplica', (each) => each.everyReplica, 'one replica taking each event');
  differs('startAt', (each) => each.startAt, 'earliest');
  differs('bulk', (each) => each.bulk !== false, 'one event a delivery');
  const bulk = use.ordered ? undefined : mergeBulk(settings);
  return {
    policy: mergePolicy(subscriptions, settings),
    ...(deadLetter === undefined ? {} : { deadLetter }),
    ...(bulk === undefined ? {} : { bulk }),
    profile: profileOf(use.broker, {
      group: groupOf(architecture, service, use.environment),
      everyReplica,
      startAt: settings.some((each) => each.startAt === 'earliest') ? 'earliest' : 'latest',
      concurrency: Math.max(...settings.map((each) => each.concurrency)),
      ordered: use.ordered,
    }),
  };
}

/** What holds for a subscription of a service that says nothing of its own. */
export function defaultDelivery(
  architecture: Architecture,
  service: Service,
  environment: string,
  broker: Broker,
): TopicDelivery {
  const settings = resolveSubscription(architecture, service, unsaid, environment).values;
  return {
    policy: { retry: settings.retry, timeout: settings.timeout },
    profile: profileOf(broker, {
      ...settings,
      group: groupOf(architecture, service, environment),
      ordered: false,
    }),
  };
}

/** What holds in an environment where neither domain nor service says otherwise. */
export function environmentProfile(
  architecture: Architecture,
  environment: string,
  broker: Broker,
): ConsumerProfile {
  const nobody: Service = {
    name: '',
    domain: '',
    source: '',
    external: false,
    publications: [],
    subscriptions: [],
    operations: {},
    calls: [],
    settings: nothing,
    defaults: nothing,
    in: {},
    at: nothing.at,
  };
  const settings = resolveSubscription(architecture, nobody, unsaid, environment).values;
  return profileOf(broker, { ...settings, group: undefined, ordered: false });
}

export function sameProfile(a: ConsumerProfile, b: ConsumerProfile): boolean {
  return (
    a.group === b.group &&
    a.everyReplica === b.everyReplica &&
    a.startAt === b.startAt &&
    a.concurrency === b.concurrency &&
    a.ordered === b.ordered
  );
}

export function samePolicy(a: PumpPolicy, b: PumpPolicy): boolean {
  return (
    a.timeout === b.timeout &&
    a.retry.attempts === b.retry.attempts &&
    a.retry.backoff === b.retry.backoff &&
    a.retry.wait === b.retry.wait
  );
}

/** The policy that is patient enough for both. */
export function loosestPolicy(a: PumpPolicy, b: PumpPolicy): PumpPolicy {
  return {
    timeout: Math.max(a.timeout, b.timeout),
    retry: {
      attempts: Math.max(a.retry.attempts, b.retry.attempts),
      backoff: a.retry.backoff === b.retry.backoff ? a.retry.backoff : 'exponential',
      wait: Math.max(a.retry.wait, b.retry.wait),
    },
  };
}

/** What else than a group each broker's component is told of its consumers. What is missing here, it cannot be told. */
const consumerKeys: { readonly [type in BrokerType]: readonly ('startAt' | 'concurrency' | 'ordered')[] } = {
  'in-memory': [],
  redis: ['concurrency'],
  kafka: ['startAt'],
  rabbitmq: ['concurrency'],
  nats: ['startAt', 'concurrency', 'ordered'],
  pulsar: ['startAt', 'concurrency', 'ordered'],
  mqtt: [],
  'aws-sns-sqs': ['concurrency'],
  'gcp-pubsub': ['concurrency'],
  'azure-service-bus': ['concurrency'],
  'azure-event-hubs': ['ordered'],
};

function profileOf(
  broker: Broker,
  wanted: {
    readonly group: string | undefined;
    readonly everyReplica: boolean;
    readonly startAt: 'latest' | 'earliest';
    readonly concurrency: number;
    readonly ordered: boolean;
  },
): ConsumerProfile {
  // Two in-memory components are two brokers: nothing may ask for a second one.
  if (broker.type === 'in-memory') return {};
  const told = consumerKeys[broker.type];
  // Where a component keeps the order of keys itself, different keys are in work beside each other.
  const oneByOne = wanted.ordered && factsOf(broker.type).features.order.scope !== 'key';
  return {
    ...(wanted.everyReplica ? { everyReplica: true } : wanted.group ? { group: wanted.group } : {}),
    ...(told.includes('startAt') ? { startAt: wanted.startAt } : {}),
    ...(told.includes('concurrency') ? { concurrency: oneByOne ? 1 : wanted.concurrency } : {}),
    ...(told.includes('ordered') && wanted.ordered ? { ordered: true } : {}),
  };
}

function groupOf(architecture: Architecture, service: Service, environment: string): string | undefined {
  const { group } = resolveService(architecture, service, environment).values;
  return group === service.name ? undefined : group;
}

/** The policy of a sidecar for all that a service takes from a topic: patient enough for each, time enough for all. */
export function mergePolicy(
  subscriptions: readonly Subscription[],
  settings: readonly SubscriptionSettings[],
): PumpPolicy {
  // The handler of an event and each projection of it run one after the other within one delivery.
  const timeByEvent = new Map<string, { readonly handler: number; readonly projections: number }>();
  subscriptions.forEach(({ event, origin }, index) => {
    const { handler, projections } = timeByEvent.get(event) ?? { handler: 0, projections: 0 };
    const timeout = settings[index]?.timeout ?? 0;
    timeByEvent.set(
      event,
      origin.kind === 'projection'
        ? { handler, projections: projections + timeout }
        : { handler: Math.max(handler, timeout), projections },
    );
  });
  const loosest = settings.map(({ retry, timeout }) => ({ retry, timeout })).reduce(loosestPolicy);
  const times = [...timeByEvent.values()].map(({ handler, projections }) => handler + projections);
  return { retry: loosest.retry, timeout: Math.max(...times) };
}

function mergeBulk(settings: readonly SubscriptionSettings[]): TopicDelivery['bulk'] {
  const bulks = settings.flatMap(({ bulk }) => (bulk === false ? [] : [bulk]));
  if (bulks.length < settings.length) return undefined;
  return { max: Math.max(...bulks.map(({ max }) => max)), wait: Math.max(...bulks.map(({ wait }) => wait)) };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

const nothing = { at: { file: '', path: [] }, values: {} } as const;

const unsaid: Subscription = {
  event: '',
  origin: { kind: 'written' },
  settings: nothing,
  in: {},
  at: nothing.at,
};
