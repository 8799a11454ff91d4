import { subscriptionsByTopic } from '../../delivery/delivery-terms.ts';
import type { Architecture, BrokerType, Environment, Service } from '../../model/architecture.ts';
import { remembered } from '../../model/remember.ts';
import { resolveSubscription } from '../../model/settings.ts';
import { knownPlan } from './known-plan.ts';
import type { PubSubComponent } from './planned-component.ts';

/** A topic that a service takes in an environment, as its broker knows the two. */
export interface ConsumedTopic {
  readonly service: Service;
  /** Of the design. */
  readonly topic: string;
  /** On the broker. */
  readonly address: string;
  readonly component: PubSubComponent;
  /** What the broker counts progress by; undefined: each replica starts a group of its own. */
  readonly group: string | undefined;
  /** Messages in wait that are too many. */
  readonly maxLag: number;
}

/** What the services of an environment take from topics, with the names and limits that scaling and alerts go by. */
export function consumedTopics(
  architecture: Architecture,
  environment: Environment,
): readonly ConsumedTopic[] {
  return remembered(architecture, environment, 'consumed topics', () =>
    findConsumedTopics(architecture, environment),
  );
}

function findConsumedTopics(architecture: Architecture, environment: Environment): ConsumedTopic[] {
  const plan = knownPlan(architecture, environment);
  const components = new Map(plan.components.map((component) => [component.name, component]));
  return plan.subscriptions.flatMap(({ service: name, topic, component: at, address }) => {
    const service = architecture.services[name];
    const component = components.get(at);
    if (service === undefined || component === undefined || topic === undefined) return [];
    return [
      {
        ...{ service, topic, address, component },
        group: groupOf(component, name),
        maxLag: maxLagOf(architecture, service, topic, environment.name),
      },
    ];
  });
}

/** Brokers on which what is taken through a component of its own has a name of its own. */
const namedConsumers: ReadonlySet<BrokerType> = new Set(['nats', 'aws-sns-sqs', 'mqtt']);

/** daprd takes the app id where the component names no group. */
function groupOf({ profile, consumer, broker }: PubSubComponent, app: string): string | undefined {
  if (profile.everyReplica) return undefined;
  if (consumer !== undefined && namedConsumers.has(broker.type)) return consumer.name;
  return profile.group ?? app;
}

/** A topic is taken as a whole: the strictest of its events decides. */
function maxLagOf(architecture: Architecture, service: Service, topic: string, environment: string): number {
  const subscriptions = subscriptionsByTopic(architecture, service).get(topic) ?? [];
  const limits = subscriptions.map(
    (each) => resolveSubscription(architecture, service, each, environment).values.maxLag,
  );
  return Math.min(...limits);
}
