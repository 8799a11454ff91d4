import type { Architecture, Service, Subscription } from '../model/architecture.ts';
import { questionOf, remembered } from '../model/remember.ts';
import { factsOf } from './broker-facts.ts';
import { deadLetterReaders } from './dead-letter-readers.ts';
import { type DeliveryTerms, deliveryTerms, subscriptionsByTopic } from './delivery-terms.ts';
import { judgeOrder, type OrderVerdict } from './order-verdict.ts';
import { placementsOf } from './placements.ts';
import { assumesAcceptance, publishesUnasked } from './publish-probe.ts';
import { exponentialRetryCap, longestDelivery, pausesOf, pumpRetry } from './retry-time.ts';

/** What really happens to an event that one service takes in one environment. Times in ms. */
export interface EffectiveDelivery {
  readonly terms: DeliveryTerms;
  readonly order: OrderVerdict;
  /** Until the last attempt has ended, at latest. */
  readonly longest: number;
  /** Dapr ends the retry earlier than the design does: after this time. */
  readonly cutAfter?: number;
  /** The broker gives the event to somebody else after this time, although it is still in work. */
  readonly takenAwayAfter?: number;
  readonly end: DeliveryEnd;
  readonly blocks: Blocked;
  /** What absorbs an event that comes twice. */
  readonly duplicates: 'inbox' | 'memory' | 'nothing';
  readonly losses: readonly Loss[];
}

/** What becomes of an event when all attempts have failed. */
export type DeliveryEnd =
  /** A table of the service; with an order, the key waits until somebody decides. */
  | { readonly kind: 'table'; readonly keyWaits: boolean }
  /** A topic: read by services of the design, kept until somebody reads it, or kept by nobody. */
  | {
      readonly kind: 'topic';
      readonly name: string;
      readonly readers: readonly string[];
      readonly kept: boolean;
    }
  /** Acknowledged, or refused to a broker that lets it go. */
  | { readonly kind: 'lost' }
  /** Delivered again, for ever. */
  | { readonly kind: 'endless' };

/** What waits while an event is retried. */
export type Blocked = 'partition' | 'key' | 'topic' | 'publisher' | 'place';

/** How an event can be lost, and after what time in ms. */
export type Loss =
  | { readonly how: 'given-up' }
  | { readonly how: 'unread-dead-letter'; readonly name: string }
  /** The service does not answer, and neither dead letter nor broker keeps the event. */
  | { readonly how: 'service-away'; readonly after: number }
  | { readonly how: 'expired'; readonly after: number }
  /** Nobody takes it before the broker lets it go. */
  | { readonly how: 'retention'; readonly after: number }
  /** The broker keeps nothing beyond its process. */
  | { readonly how: 'broker-stopped' }
  /** Who publishes it without a relay is told that it was accepted when the connection broke before it was. */
  | { readonly how: 'unconfirmed'; readonly publishers: readonly string[] };

/**
 * The delivery of one subscription. Undefined where the environment has no broker for its topic, or the service is
 * not ours.
 */
export function effectiveDelivery(
  architecture: Architecture,
  service: Service,
  subscription: Subscription,
  environment: string,
): EffectiveDelivery | undefined {
  const topic = architecture.events[subscription.event]?.topic;
  const placement = placementsOf(architecture)
    .get(environment)
    ?.get(topic ?? '');
  if (placement === undefined || topic === undefined || service.external) return undefined;
  return remembered(architecture, subscription, questionOf('delivery', environment), () => {
    const together = subscriptionsByTopic(architecture, service).get(topic) ?? [subscription];
    return settleDelivery(
      architecture,
      deliveryTerms(architecture, service, subscription, placement, together),
    );
  });
}

/** What follows from the terms. */
export function settleDelivery(architecture: Architecture, terms: DeliveryTerms): EffectiveDelivery {
  const { retry, timeout, serviceSettings, settings } = terms;
  const { features } = factsOf(terms.placement.broker.type);
  const longest = longestDelivery(retry, timeout);
  const isCut = retry.backoff === 'exponential' && longest > exponentialRetryCap;
  const inWork = isCut ? exponentialRetryCap : longest;
  const end = endOf(architecture, terms);
  return {
    terms,
    order: judgeOrder(architecture, terms),
    longest,
    ...(isCut ? { cutAfter: exponentialRetryCap } : {}),
    ...(features.holdsMs !== undefined && inWork > features.holdsMs
      ? { takenAwayAfter: features.holdsMs }
      : {}),
    end,
    blocks: blockedBy(terms),
    duplicates:
      terms.judge === 'sidecar' || !settings.idempotent
        ? 'nothing'
        : serviceSettings.database === 'postgres'
          ? 'inbox'
          : 'memory',
    losses: lossesOf(architecture, terms, end),
  };
}

function endOf(architecture: Architecture, terms: DeliveryTerms): DeliveryEnd {
  const { settings, serviceSettings, placement, judge } = terms;
  const { features } = factsOf(placement.broker.type);
  if (settings.deadLetter === 'none') {
    return judge === 'sidecar' && features.givenUp !== 'lost' ? { kind: 'endless' } : { kind: 'lost' };
  }
  if (judge === 'service' && serviceSettings.database === 'postgres') {
    return { kind: 'table', keyWaits: placement.settings.ordered };
  }
  const readers = deadLetterReaders(architecture, placement, settings.deadLetter);
  return {
    kind: 'topic',
    name: settings.deadLetter,
    readers,
    kept: readers.length > 0 || features.keepsUnread,
  };
}

function blockedBy({ placement, settings }: DeliveryTerms): Blocked {
  const { features } = factsOf(placement.broker.type);
  const { ordered } = placement.settings;
  // One message of a partition is in flight, ordered or not.
  if (features.givenUp === 'blocks' && settings.bulk === false) return 'partition';
  if (!ordered) return 'place';
  switch (features.order.scope) {
    case 'key':
      return features.partitions ? 'partition' : 'key';
    case 'group':
    case 'replica':
      return 'topic';
    case 'publisher':
      return 'publisher';
    default:
      return 'place';
  }
}

function lossesOf(architecture: Architecture, terms: DeliveryTerms, end: DeliveryEnd): Loss[] {
  const { placement, settings, retry, judge } = terms;
  const { broker } = placement;
  const { features } = factsOf(broker.type);
  const { ttl, retention } = placement.settings;
  const losses: Loss[] = [];
  if (end.kind === 'lost') losses.push({ how: 'given-up' });
  if (end.kind === 'topic' && !end.kept) losses.push({ how: 'unread-dead-letter', name: end.name });
  if (settings.deadLetter === 'none' && features.givenUp === 'lost') {
    losses.push({ how: 'service-away', after: Math.floor(pausesOf(pumpRetry(retry, judge)).least) });
  }
  if (ttl !== undefined) losses.push({ how: 'expired', after: ttl });
  if (retention !== 'forever' && features.retention !== 'none') {
    losses.push({ how: 'retention', after: retention });
  }
  if (broker.type === 'in-memory') losses.push({ how: 'broker-stopped' });
  const publishers = unconfirmedPublishers(architecture, terms);
  if (publishers.length > 0) losses.push({ how: 'unconfirmed', publishers });
  return losses;
}

/** Services of ours that nobody tells whether the broker has what they published. */
function unconfirmedPublishers(
  architecture: Architecture,
  { subscription, placement }: DeliveryTerms,
): readonly string[] {
  const { [placement.environment]: environment } = architecture.environments;
  if (!assumesAcceptance(placement.broker) || environment === undefined) return [];
  return Object.values(architecture.services)
    .filter(({ publications }) => publications.some(({ event }) => event === subscription.event))
    .filter((service) => publishesUnasked(architecture, service, environment))
    .map(({ name }) => name);
}
