import type { Place } from '../diagnostics/diagnostic.ts';
import { listSome } from '../diagnostics/list-names.ts';
import type { Architecture, Service } from '../model/architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { deliveriesOf } from './deliveries.ts';
import {
  type DeliveryFinding,
  decidedAt,
  gatherFindings,
  leaveOut,
  serviceAt,
  subscriptionAt,
  topicAt,
} from './delivery-finding.ts';
import type { EffectiveDelivery } from './effective-delivery.ts';
import type { OrderLoss } from './order-verdict.ts';

/** Orders that a design asks for and the broker of an environment does not keep; one finding a cause. */
export function orderFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const [, group] of groupLosses(deliveriesOf(architecture))) {
    const [first] = group;
    if (first?.order.kind !== 'lost') continue;
    const { broker, environment } = first.terms.placement;
    const events = [...new Set(group.map(({ terms }) => terms.subscription.event))];
    const topics = [...new Set(group.map(({ terms }) => terms.placement.topic.name))];
    const { title } = factsOf(broker.type);
    const { because } = first.order;
    const about = describeLoss(because, {
      title,
      broker: broker.name,
      service: first.terms.service,
      events,
      topics,
    });
    findings.add(environment, {
      rule: 'order-not-kept',
      message: [about.what, about.but],
      help: about.help,
      at: placeOfLoss(architecture, because, first),
    });
  }
  return findings.all();
}

/** Losses with one cause: of a service where it is the service's, else of a broker. */
function groupLosses(deliveries: readonly EffectiveDelivery[]): Map<string, EffectiveDelivery[]> {
  const groups = new Map<string, EffectiveDelivery[]>();
  for (const delivery of deliveries) {
    if (delivery.order.kind !== 'lost') continue;
    const { placement, service } = delivery.terms;
    const { reason } = delivery.order.because;
    const cause = reason === 'replicas' ? service.name : reason === 'publishers' ? placement.topic.name : '';
    const key = [placement.environment, placement.broker.name, reason, cause].join('\0');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [delivery]);
    else known.push(delivery);
  }
  return groups;
}

interface LostOrder {
  readonly title: string;
  readonly broker: string;
  readonly service: Service;
  readonly events: readonly string[];
  readonly topics: readonly string[];
}

function describeLoss(
  because: OrderLoss,
  { title, broker, service, events, topics }: LostOrder,
): { readonly what: string; readonly but: string; readonly help: string } {
  const carried = `${topics.length === 1 ? 'topic' : 'topics'} ${listSome(topics)} ${topics.length === 1 ? 'is' : 'are'} ordered`;
  switch (because.reason) {
    case 'broker':
      return {
        what: carried,
        but: `: ${title} keeps no order`,
        help: 'carry it on a broker that does (kafka, pulsar, gcp-pubsub, azure-service-bus, azure-event-hubs), or set `ordered: false` there',
      };
    case 'needs':
      return {
        what: carried,
        but: `: ${title} keeps order only with \`${because.key}: ${String(because.value)}\` at broker ${broker}`,
        help: `write \`${because.key}: ${String(because.value)}\` at the broker, or set \`ordered: false\` there`,
      };
    case 'replicas':
      return {
        what: `${service.name} takes ${listSome(events)} in order with ${because.replicas} replicas`,
        but: `: on ${title} only one replica keeps order`,
        help: 'set `replicas: 1` there, or carry the topic on a broker that keeps order per key over replicas, such as kafka',
      };
    case 'publishers':
      return {
        what: `${carried} and published by ${listSome(because.publishers)}`,
        but: `: ${title} keeps the order of one publisher only`,
        help: 'let one service publish to the topic, or carry it on a broker that orders by key, such as kafka',
      };
  }
}

function placeOfLoss(architecture: Architecture, because: OrderLoss, { terms }: EffectiveDelivery): Place {
  const { service, placement } = terms;
  const { topic, environment, broker } = placement;
  if (because.reason === 'replicas') {
    const { decidedBy } = resolveService(architecture, service, environment);
    return decidedAt(decidedBy.replicas, serviceAt(service));
  }
  if (because.reason === 'needs') return { ...broker.at, on: 'key' };
  return decidedAt(resolveTopic(architecture, topic, environment).decidedBy.ordered, topicAt(topic));
}

/** Settings of a subscription that an ordered topic leaves no room for, where they are written for it or its service. */
export function orderedSettingFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const { terms, order } of deliveriesOf(architecture)) {
    if (order.kind === 'not-asked') continue;
    const { service, subscription, placement, settings } = terms;
    const { environment, broker } = placement;
    const { scope } = factsOf(broker.type).features.order;
    const oneAtATime = scope === 'replica' || scope === 'group' || scope === 'publisher';
    if (settings.bulk === false && !(oneAtATime && settings.concurrency > 1)) continue;
    const { decidedBy } = resolveSubscription(architecture, service, subscription, environment);
    const what = `${service.name} takes ${subscription.event} in order`;
    if (settings.bulk !== false) {
      findings.add(environment, {
        rule: 'ordered-in-parallel',
        message: [what, ', and in bulk, which knows no order: it is taken one by one'],
        help: 'leave `bulk` out, or set `ordered: false` at the topic',
        at: decidedAt(decidedBy['bulk.max'] ?? decidedBy.bulk, subscriptionAt(subscription)),
      });
    }
    const decided = decidedBy.concurrency;
    // A wider default speaks of other subscriptions as well, and holds for those.
    const isMeant = decided !== undefined && decided !== 'built-in' && decided.path[0] === 'services';
    if (oneAtATime && settings.concurrency > 1 && isMeant) {
      findings.add(environment, {
        rule: 'ordered-in-parallel',
        message: [
          what,
          `: ${factsOf(broker.type).title} then gives one event at a time, not ${settings.concurrency}`,
        ],
        help: 'leave `concurrency` out there, or carry the topic on a broker that orders by key, such as kafka',
        at: decided,
        ...leaveOut(decided, false),
      });
    }
  }
  return findings.all();
}
