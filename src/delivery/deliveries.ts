import type { Architecture, Service, Subscription } from '../model/architecture.ts';
import { oncePerDesign } from '../model/remember.ts';
import { deliveryTerms, subscriptionsByTopic } from './delivery-terms.ts';
import { type EffectiveDelivery, settleDelivery } from './effective-delivery.ts';
import { type Placement, placementsOf } from './placements.ts';

/**
 * Every delivery of a design: each subscription of our own services in each environment. Made once for a design;
 * subscriptions that say nothing of their own share what their service says.
 */
export const deliveriesOf = oncePerDesign((architecture): readonly EffectiveDelivery[] =>
  Object.values(architecture.services).flatMap((service) =>
    service.external ? [] : deliveriesTo(architecture, service),
  ),
);

function deliveriesTo(architecture: Architecture, service: Service): EffectiveDelivery[] {
  const byTopic = subscriptionsByTopic(architecture, service);
  const deliveries: EffectiveDelivery[] = [];
  for (const placements of placementsOf(architecture).values()) {
    const shared = new Map<string, EffectiveDelivery>();
    for (const [topic, subscriptions] of byTopic) {
      const placement = placements.get(topic);
      if (placement === undefined) continue;
      deliveries.push(...settleTopic(architecture, service, placement, subscriptions, shared));
    }
  }
  return deliveries;
}

function settleTopic(
  architecture: Architecture,
  service: Service,
  placement: Placement,
  subscriptions: readonly Subscription[],
  shared: Map<string, EffectiveDelivery>,
): EffectiveDelivery[] {
  const settle = (subscription: Subscription): EffectiveDelivery =>
    settleDelivery(
      architecture,
      deliveryTerms(architecture, service, subscription, placement, subscriptions),
    );
  const [first] = subscriptions;
  if (first === undefined || !subscriptions.every(saysNothing)) return subscriptions.map(settle);
  const { broker, settings, topic } = placement;
  // What a publisher keeps in order depends on the topic's publishers.
  const own = settings.ordered && broker.own.fifo === true ? topic.name : '';
  const alike = [broker.name, settings.ordered, settings.retention, settings.ttl, own].join('\0');
  let model = shared.get(alike);
  if (model === undefined) {
    model = settle(first);
    // A dead-letter topic of the event's own belongs to this event alone.
    if (model.terms.settings.deadLetter.includes(first.event)) return subscriptions.map(settle);
    shared.set(alike, model);
  }
  const { terms } = model;
  return subscriptions.map((subscription) => ({ ...model, terms: { ...terms, subscription, placement } }));
}

/** True where a subscription has the settings of its service, and one delivery runs its handler alone. */
function saysNothing({ settings, in: differences, origin }: Subscription): boolean {
  if (origin.kind === 'projection') return false;
  for (const _ in settings.values) return false;
  for (const _ in differences) return false;
  return true;
}
