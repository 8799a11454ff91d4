import { topicNameProblems } from '../../delivery/broker-names.ts';
import { topicAddresses } from '../../delivery/topic-addresses.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Broker, Environment, Topic } from '../../model/architecture.ts';
import { remembered } from '../../model/remember.ts';
import { resolveTopic } from '../../model/settings.ts';

/** A topic on a broker of one environment. */
export interface CarriedTopic {
  readonly topic: Topic;
  readonly addresses: readonly string[];
  readonly ordered: boolean;
  readonly retention: number | 'forever';
}

/** Topics that a broker carries, by name. One that cannot be generated is reported and left out. */
export function carriedTopics(
  architecture: Architecture,
  environment: Environment,
  broker: Broker,
  report: (diagnostic: Diagnostic) => void,
): ReadonlyMap<string, CarriedTopic> {
  const carried = new Map<string, CarriedTopic>();
  for (const topic of topicsByBroker(architecture, environment).get(broker.name) ?? []) {
    const { values } = resolveTopic(architecture, topic, environment.name);
    const addresses = topicAddresses(topic, values.address);
    const problem = addresses?.flatMap((address) => topicNameProblems(broker.type, address, broker))[0];
    if (addresses === undefined || problem !== undefined) {
      report({
        code: 'topic-address',
        severity: 'warning',
        message: `the address '${values.address}' of topic ${topic.name} cannot be generated for ${broker.type} in ${environment.name}: it ${problem?.message ?? 'has parameters without values'}`,
        help: problem?.help ?? 'give each parameter an `enum`',
        at: topic.at,
      });
      continue;
    }
    if (values.encoding === 'avro') {
      report({
        code: 'encoding-not-generated',
        severity: 'warning',
        message: `topic ${topic.name} says avro, which is not generated yet: ${environment.name} carries it as json`,
        at: topic.at,
      });
    }
    carried.set(topic.name, { topic, addresses, ordered: values.ordered, retention: values.retention });
  }
  return carried;
}

function topicsByBroker(
  architecture: Architecture,
  environment: Environment,
): ReadonlyMap<string, readonly Topic[]> {
  return remembered(architecture, environment, 'topics by broker', () => {
    const byBroker = new Map<string, Topic[]>();
    for (const topic of Object.values(architecture.topics)) {
      const { broker } = resolveTopic(architecture, topic, environment.name).values;
      const topics = byBroker.get(broker);
      if (topics === undefined) byBroker.set(broker, [topic]);
      else topics.push(topic);
    }
    return byBroker;
  });
}

/** In ms, over all topics of a broker; `forever` where one says so, or there is none. */
export function longestRetention(carried: ReadonlyMap<string, CarriedTopic>): number | 'forever' {
  const retentions = [...carried.values()].map(({ retention }) => retention);
  if (retentions.length === 0) return 'forever';
  const finite = retentions.filter((retention) => retention !== 'forever');
  return finite.length < retentions.length ? 'forever' : Math.max(...finite);
}
