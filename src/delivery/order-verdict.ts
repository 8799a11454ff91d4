import type { Architecture } from '../model/architecture.ts';
import { factsOf } from './broker-facts.ts';
import type { DeliveryTerms } from './delivery-terms.ts';

/** Whether events of a key arrive in order, and within what. */
export type OrderVerdict =
  | { readonly kind: 'not-asked' }
  | {
      readonly kind: 'kept';
      /** Also behind an event that became a dead letter: its key waits. */
      readonly acrossDeadLetters: boolean;
    }
  | { readonly kind: 'lost'; readonly because: OrderLoss };

/** Why an order that the design asks for is not kept. */
export type OrderLoss =
  | { readonly reason: 'broker' }
  /** Only with this key of the broker in the spec. */
  | { readonly reason: 'needs'; readonly key: string; readonly value: unknown }
  /** Replicas of the service overtake each other. */
  | { readonly reason: 'replicas'; readonly replicas: number }
  /** Each keeps its own order only. */
  | { readonly reason: 'publishers'; readonly publishers: readonly string[] };

/** Judges the order of a subscription's events by the broker, its settings, and who else reads and writes. */
export function judgeOrder(architecture: Architecture, terms: DeliveryTerms): OrderVerdict {
  const { placement, settings, serviceSettings, judge } = terms;
  if (!placement.settings.ordered) return { kind: 'not-asked' };
  const because = orderLoss(architecture, terms);
  if (because !== undefined) return { kind: 'lost', because };
  const acrossDeadLetters =
    judge === 'service' && serviceSettings.database === 'postgres' && settings.deadLetter !== 'none';
  return { kind: 'kept', acrossDeadLetters };
}

function orderLoss(architecture: Architecture, terms: DeliveryTerms): OrderLoss | undefined {
  const { placement, settings, serviceSettings } = terms;
  const { broker, topic } = placement;
  const { scope, needs } = factsOf(broker.type).features.order;
  if (needs !== undefined && broker.own[needs.key] !== needs.value) return { reason: 'needs', ...needs };
  switch (scope) {
    case 'none':
      return { reason: 'broker' };
    case 'replica': {
      const { replicas } = serviceSettings;
      // A broadcast is read by each replica on its own, and what is in memory has one of each.
      return replicas > 1 && !settings.everyReplica && broker.type !== 'in-memory'
        ? { reason: 'replicas', replicas }
        : undefined;
    }
    case 'publisher': {
      const publishers = publishersOf(architecture, new Set(topic.events));
      return publishers.length > 1 ? { reason: 'publishers', publishers } : undefined;
    }
    default:
      return undefined;
  }
}

/** Services that publish any of the events, by name. */
function publishersOf(architecture: Architecture, events: ReadonlySet<string>): string[] {
  return Object.values(architecture.services)
    .filter(({ publications }) => publications.some(({ event }) => events.has(event)))
    .map(({ name }) => name);
}
