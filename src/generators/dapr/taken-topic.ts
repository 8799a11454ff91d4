import { topicNameProblems } from '../../delivery/broker-names.ts';
import {
  defaultDelivery,
  mergeDelivery,
  samePolicy,
  sameProfile,
  type TopicDelivery,
} from '../../delivery/delivery-settings.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Broker, Environment, Service, Subscription } from '../../model/architecture.ts';
import type { CarriedTopic } from './carried-topic.ts';

/** A topic that a service takes something from, and how. */
export interface TakenTopic {
  readonly carried: CarriedTopic;
  readonly delivery: TopicDelivery;
}

/** Topics of a broker that a service takes events from, each once. */
export function takenTopics(
  architecture: Architecture,
  environment: Environment,
  service: Service,
  broker: Broker,
  carried: ReadonlyMap<string, CarriedTopic>,
  report: (diagnostic: Diagnostic) => void,
): TakenTopic[] {
  const byTopic = new Map<string, Subscription[]>();
  for (const subscription of service.subscriptions) {
    const topic = architecture.events[subscription.event]?.topic;
    if (topic === undefined || !carried.has(topic)) continue;
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), subscription]);
  }
  const taken: TakenTopic[] = [];
  for (const [name, subscriptions] of byTopic) {
    const topic = carried.get(name);
    if (topic === undefined) continue;
    const use = { environment: environment.name, broker, ordered: topic.ordered };
    const delivery = mergeDelivery(architecture, service, topic.topic, subscriptions, use, report);
    taken.push({
      carried: topic,
      delivery: withUsableDeadLetter(delivery, service, broker, subscriptions, report),
    });
  }
  return taken;
}

function withUsableDeadLetter(
  delivery: TopicDelivery,
  service: Service,
  broker: Broker,
  subscriptions: readonly Subscription[],
  report: (diagnostic: Diagnostic) => void,
): TopicDelivery {
  const { deadLetter, ...rest } = delivery;
  const first = subscriptions[0];
  if (deadLetter === undefined || first === undefined) return delivery;
  const [problem] = topicNameProblems(broker.type, deadLetter, broker);
  if (problem === undefined) return delivery;
  report({
    code: 'topic-address',
    severity: 'error',
    message: `'${deadLetter}', the dead-letter topic of ${service.name}, ${problem.message}`,
    help: problem.help,
    at: first.at,
  });
  return rest;
}

/** What the service says of all that it takes from a broker: where everything agrees that, else its defaults. */
export function sharedDelivery(
  architecture: Architecture,
  service: Service,
  environment: Environment,
  broker: Broker,
  takes: readonly TakenTopic[],
): TopicDelivery {
  const usual = defaultDelivery(architecture, service, environment.name, broker);
  const first = takes[0]?.delivery;
  if (first === undefined) return usual;
  const agreed = takes.every(({ delivery }) => sameDelivery(delivery, first));
  return agreed ? first : usual;
}

/** Whether one component can carry both. */
export function sameDelivery(a: TopicDelivery, b: TopicDelivery): boolean {
  return samePolicy(a.policy, b.policy) && sameProfile(a.profile, b.profile);
}
