import type {
  Architecture,
  RetrySettings,
  Service,
  ServiceSettings,
  Subscription,
  SubscriptionSettings,
} from '../model/architecture.ts';
import { remembered } from '../model/remember.ts';
import { resolveService, resolveSubscription } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { mergePolicy } from './delivery-settings.ts';
import type { Placement } from './placements.ts';
import type { Judge } from './retry-time.ts';

/** The settings that decide together what becomes of an event, as one service takes it in one environment. */
export interface DeliveryTerms {
  readonly service: Service;
  readonly subscription: Subscription;
  readonly placement: Placement;
  readonly serviceSettings: ServiceSettings;
  readonly settings: SubscriptionSettings;
  /** Attempts of this subscription, with the pauses that its sidecar makes for the whole topic. */
  readonly retry: RetrySettings;
  /** Of one delivery, in ms: what the service runs for the event, one after the other. */
  readonly timeout: number;
  readonly judge: Judge;
}

/**
 * Settles the terms of one subscription.
 * @param together all subscriptions of the service to events of the topic; the sidecar treats them alike.
 */
export function deliveryTerms(
  architecture: Architecture,
  service: Service,
  subscription: Subscription,
  placement: Placement,
  together: readonly Subscription[],
): DeliveryTerms {
  const { environment } = placement;
  const resolve = (each: Subscription): SubscriptionSettings =>
    resolveSubscription(architecture, service, each, environment).values;
  const settings = resolve(subscription);
  const pump = together.length < 2 ? settings : mergePolicy(together, together.map(resolve));
  const serviceSettings = resolveService(architecture, service, environment).values;
  return {
    service,
    subscription,
    placement,
    serviceSettings,
    settings,
    retry: { ...pump.retry, attempts: settings.retry.attempts },
    timeout: pump.timeout,
    judge: judgeOf(serviceSettings),
  };
}

/** How many events of a topic a replica has in work at once. */
export function inWorkAtOnce({ settings, placement }: DeliveryTerms): number {
  return factsOf(placement.broker.type).features.oneByOne === true ? 1 : settings.concurrency;
}

/** Without code of ours nobody but the sidecar counts. */
export function judgeOf({ language }: ServiceSettings): Judge {
  return language === 'none' ? 'sidecar' : 'service';
}

/** The subscriptions of a service by topic. */
export function subscriptionsByTopic(
  architecture: Architecture,
  service: Service,
): ReadonlyMap<string, readonly Subscription[]> {
  return remembered(architecture, service, 'subscriptions by topic', () =>
    groupByTopic(architecture, service),
  );
}

function groupByTopic(
  { events }: Architecture,
  service: Service,
): ReadonlyMap<string, readonly Subscription[]> {
  const byTopic = new Map<string, Subscription[]>();
  for (const subscription of service.subscriptions) {
    const topic = events[subscription.event]?.topic;
    if (topic === undefined) continue;
    const list = byTopic.get(topic);
    if (list === undefined) byTopic.set(topic, [subscription]);
    else list.push(subscription);
  }
  return byTopic;
}
