import { factsOf } from '../delivery/broker-facts.ts';
import { pausesOf } from '../delivery/retry-time.ts';
import { viewHandlers } from '../generators/typescript/service-view.ts';
import type { Architecture, EventContract, Service, SubscriptionSettings } from '../model/architecture.ts';
import type { ArchitectureIndex } from '../model/query.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import { type Payload, payloadsOf } from './payloads.ts';

/** An event on its way from one service to all that handle it: what proofs count. */
export interface Flow {
  readonly event: string;
  readonly publisher: string;
  readonly topic: string;
  readonly pubsub: string;
  /** The design promises the order of each key: `ordered: true`. */
  readonly ordered: boolean;
  /** Valid data, one for each key; a single one where the event has no key. */
  readonly payloads: readonly Payload[];
  readonly consumers: readonly FlowConsumer[];
}

export interface FlowConsumer {
  readonly service: string;
  /** As in inbox and dead letters. */
  readonly name: string;
  readonly attempts: number;
  /** How long its retry policy keeps an event at most, in milliseconds. */
  readonly policyMs: number;
  /**
   * While one event is tried again, those of other keys go on, on this broker and with these settings, and its policy
   * takes long enough to see it.
   */
  readonly isolated: boolean;
  /** What its handler publishes in turn. */
  readonly reactions: readonly string[];
}

/** What of a design no proof follows, and why. */
export interface LeftOut {
  readonly name: string;
  readonly because: string;
}

/** What of a design is proven, and what is left out, with the reason. */
interface Flows {
  readonly flows: readonly Flow[];
  readonly left: readonly LeftOut[];
}

/** What expires later than this is never gone before a proof ends. */
const longestProofMs = 3_600_000;

/** In less time than this, nothing that is committed meanwhile may arrive. */
const visibleMs = 1000;

/** Finds the events of a design that proofs can follow in an environment: from a service's outbox to a handler's inbox. */
export function findFlows(architecture: Architecture, index: ArchitectureIndex, environment: string): Flows {
  const flows: Flow[] = [];
  const left: LeftOut[] = [];
  for (const event of Object.values(architecture.events)) {
    const source = findSource(architecture, index, environment, event);
    if ('because' in source) {
      left.push({ name: event.name, because: source.because });
      continue;
    }
    const takers = index
      .subscribersOf(event.name)
      .flatMap(({ service }) => takersOf(architecture, service, event, environment));
    const consumers = takers.filter((taker): taker is FlowConsumer => !('because' in taker));
    left.push(...takers.filter((taker): taker is LeftOut => 'because' in taker));
    if (consumers.length > 0) flows.push({ ...source, consumers });
    else if (takers.length === 0)
      left.push({ name: event.name, because: 'no handler with an inbox takes it' });
  }
  return { flows, left };
}

/** How an event leaves an outbox, or why no proof can tell; nobody takes it yet. */
export function findSource(
  architecture: Architecture,
  index: ArchitectureIndex,
  environment: string,
  event: EventContract,
): Flow | { readonly because: string } {
  const topic = architecture.topics[event.topic];
  if (topic === undefined) return { because: 'it has no topic' };
  if (event.envelope === 'raw') return { because: 'a raw event cannot say which run of a proof it is of' };
  const carrier = resolveTopic(architecture, topic, environment).values;
  if (carrier.ttl !== undefined && carrier.ttl < longestProofMs)
    return { because: 'it may expire before a proof ends, which is no loss' };
  const publisher = index
    .publishersOf(event.name)
    .map(({ service }) => service)
    .find((service) => keepsOutbox(architecture, service, environment));
  if (publisher === undefined) return { because: 'no service of yours publishes it from an outbox' };
  const payloads = payloadsOf(event, architecture);
  if (payloads.length === 0) return { because: 'no example of its data could be made: give it one' };
  return {
    event: event.name,
    publisher: publisher.name,
    topic: carrier.address,
    pubsub: carrier.broker,
    ordered: carrier.ordered && payloads.length > 1,
    payloads,
    consumers: [],
  };
}

/** Whether proofs can look into what a service keeps: its own database, with an outbox that it sends itself. */
export function keepsOutbox(architecture: Architecture, service: Service, environment: string): boolean {
  const { language, database, outbox } = resolveService(architecture, service, environment).values;
  return !service.external && language !== 'none' && database === 'postgres' && outbox === 'relay';
}

/** The handlers of a service that take an event: those that proofs follow, and those that they leave out. */
function takersOf(
  architecture: Architecture,
  service: Service,
  event: EventContract,
  environment: string,
): readonly (FlowConsumer | LeftOut)[] {
  if (!keepsOutbox(architecture, service, environment)) return [];
  return viewHandlers(architecture, service).flatMap(
    ({ event: { name }, subscription, publishes }): (FlowConsumer | LeftOut)[] => {
      if (name !== event.name) return [];
      const settings = resolveSubscription(architecture, service, subscription, environment).values;
      const consumer = `${service.name}/${name}`;
      const because = whyLeftOut(subscription, settings);
      if (because !== undefined) return [{ name: consumer, because }];
      return [
        {
          service: service.name,
          name: consumer,
          attempts: settings.retry.attempts,
          policyMs: pausesOf(settings.retry).most,
          isolated: isIsolated(architecture, event, environment, settings),
          reactions: publishes,
        },
      ];
    },
  );
}

/**
 * Whether events of other keys go on while one is tried again: not where a replica has one event in work at a time, for
 * the sake of their order or by the design's wish, nor within a partition.
 */
function isIsolated(
  architecture: Architecture,
  event: EventContract,
  environment: string,
  { concurrency, retry }: SubscriptionSettings,
): boolean {
  const topic = architecture.topics[event.topic];
  if (topic === undefined || pausesOf(retry).least < visibleMs) return false;
  const { broker, ordered, partitions } = resolveTopic(architecture, topic, environment).values;
  const type = architecture.environments[environment]?.brokers[broker]?.type;
  if (type === undefined) return false;
  const { features } = factsOf(type);
  if (features.partitions) return partitions > 1;
  if (features.oneByOne || concurrency < 2) return false;
  // In memory, what is ordered has a lane for each key.
  return !ordered || features.order.scope === 'key' || type === 'in-memory';
}

/** What is left out, or may be handled twice, is the design's own decision; undefined where each event counts once. */
export function whyLeftOut(
  { when, versionPath }: Service['subscriptions'][number],
  { idempotent, everyReplica, deadLetter }: SubscriptionSettings,
): string | undefined {
  if (when !== undefined) return 'it takes some events only, by `when`';
  if (versionPath !== undefined) return 'it leaves out what is older than it knows, by `versionPath`';
  if (!idempotent) return 'it may handle an event twice, by `idempotent: false`';
  if (everyReplica) return 'each of its processes counts for itself, by `everyReplica`';
  return deadLetter === 'none' ? 'it gives events up for good, by `deadLetter: none`' : undefined;
}
