import { groupOnBroker, topicOnBroker } from '../../delivery/broker-names.ts';
import { subscriptionsByTopic } from '../../delivery/delivery-terms.ts';
import type { Architecture, Broker, Environment, Topic } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { type CarriedTopic, carriedTopics } from '../dapr/carried-topic.ts';
import type { DaprPlan } from '../dapr/dapr-plan.ts';
import { longestWork } from '../dapr/longest-work.ts';

/** What has to be there on a broker of a cloud: topics, and who takes from them, by the names that Dapr looks them up by. */
export interface CloudPlan {
  readonly environment: Environment;
  readonly broker: Broker;
  readonly topics: readonly CloudTopic[];
  readonly consumers: readonly CloudConsumer[];
}

export interface CloudTopic {
  /** On the broker. */
  readonly name: string;
  readonly partitions: number;
  /** In ms. */
  readonly retention: number | 'forever';
}

/** One subscription: a service's sidecar, taking one topic through one component. */
export interface CloudConsumer {
  /** Queue, subscription prefix or consumer group: what the component calls itself, as the broker has it. */
  readonly group: string;
  readonly service: string;
  /** Name on the broker. */
  readonly topic: string;
  /** How long one message may be in work, in ms. */
  readonly work: number;
  /** Its sidecar asks for sessions. */
  readonly sessions: boolean;
  /** CloudEvents types that it takes, where the topic carries others as well. */
  readonly types?: readonly string[];
}

/** Reads it off the plan of Dapr's files. Consumers of single replicas have names of their start: their sidecars make them. */
export function planCloud(architecture: Architecture, plan: DaprPlan, broker: Broker): CloudPlan {
  const { environment } = plan;
  const carried = carriedTopics(architecture, environment, broker, () => {});
  const nameOf = (address: string): string => topicOnBroker(broker.type, address, broker);
  const topics = new Map<string, CloudTopic>();
  const byAddress = new Map<string, CarriedTopic>();
  for (const topic of carried.values()) {
    const { partitions, retention } = resolveTopic(architecture, topic.topic, environment.name).values;
    for (const address of topic.addresses) {
      byAddress.set(address, topic);
      topics.set(nameOf(address), { name: nameOf(address), partitions, retention });
    }
  }
  const components = new Map(
    plan.components
      .filter((one) => one.broker.name === broker.name)
      .map((one) => [one.name, { component: one, work: longestWork(one.policies) }]),
  );
  const consumers: CloudConsumer[] = [];
  for (const { component: name, service, address, deadLetter, metadata } of plan.subscriptions) {
    const carrier = components.get(name);
    if (carrier === undefined) continue;
    const { component, work } = carrier;
    for (const other of [address, ...(deadLetter === undefined ? [] : [deadLetter])])
      if (!topics.has(nameOf(other)))
        topics.set(nameOf(other), { name: nameOf(other), partitions: 1, retention: 'forever' });
    if (component.profile.everyReplica) continue;
    // SQS alone has a queue for each component.
    const own = broker.type === 'aws-sns-sqs' ? component.consumer?.name : undefined;
    const types = takenTypes(architecture, service, byAddress.get(address)?.topic);
    consumers.push({
      group: groupOnBroker(broker.type, own ?? component.profile.group ?? service, broker),
      service,
      topic: nameOf(address),
      work,
      sessions: metadata?.requireSessions === 'true',
      ...(types === undefined ? {} : { types }),
    });
  }
  return { environment, broker, topics: [...topics.values()].sort(byName), consumers };
}

/** Types of the events that a service takes from a topic; undefined: all, or not to be told by the message. */
function takenTypes(
  architecture: Architecture,
  name: string,
  topic: Topic | undefined,
): readonly string[] | undefined {
  const service = architecture.services[name];
  if (service === undefined || topic === undefined) return undefined;
  const carried = topic.events.flatMap((event) => architecture.events[event] ?? []);
  const subscriptions = subscriptionsByTopic(architecture, service).get(topic.name) ?? [];
  const taken = new Set(subscriptions.map(({ event }) => event));
  const wanted = carried.filter((event) => taken.has(event.name));
  if (wanted.length === carried.length || carried.some(({ envelope }) => envelope === 'raw'))
    return undefined;
  return [...new Set(wanted.map(({ type }) => type))].sort();
}

function byName(a: CloudTopic, b: CloudTopic): number {
  return a.name < b.name ? -1 : 1;
}
