import type { Architecture, Broker, Environment } from '../../model/architecture.ts';
import { resolveTopic } from '../../model/settings.ts';
import { carriedTopics } from '../dapr/carried-topic.ts';
import type { DaprPlan } from '../dapr/dapr-plan.ts';

/** A topic as Kafka should have it. */
export interface KafkaTopic {
  readonly name: string;
  readonly partitions: number;
  /** Absent: what the cluster has for topics of which nobody says more. */
  readonly replication?: number;
  /** Topic configurations by name, as Kafka writes their values. */
  readonly config: { readonly [name: string]: string };
  /** What it is for: a topic of the design, or services whose sidecars give up there. */
  readonly carries: { readonly topic: string } | { readonly deadLettersOf: readonly string[] };
}

const day = 86_400_000;
/** Somebody has to have time to look at what failed. */
const leastDeadLetterRetention = 14 * day;

/** Topics of a Kafka broker by name: those of events, and those that sidecars put dead letters on. */
export function kafkaTopics(
  architecture: Architecture,
  environment: Environment,
  broker: Broker,
  plan: DaprPlan,
): readonly KafkaTopic[] {
  const copies = copiesOf(broker);
  const topics = new Map<string, KafkaTopic>();
  const carried = carriedTopics(architecture, environment, broker, () => {});
  const retentions = new Map<string, number | 'forever'>();
  for (const { topic, addresses } of carried.values()) {
    const { partitions, retention, compact } = resolveTopic(architecture, topic, environment.name).values;
    const cleanup = compact ? (retention === 'forever' ? 'compact' : 'compact,delete') : 'delete';
    for (const name of addresses) {
      retentions.set(name, retention);
      topics.set(name, {
        name,
        partitions,
        ...copies.replication,
        config: { 'cleanup.policy': cleanup, 'retention.ms': retentionText(retention), ...copies.config },
        carries: { topic: topic.name },
      });
    }
  }
  for (const [name, { services, from }] of deadLettersOf(plan, broker)) {
    if (topics.has(name)) continue;
    const longest = longestOf(from.map((address) => retentions.get(address) ?? 'forever'));
    topics.set(name, {
      name,
      partitions: 1,
      ...copies.replication,
      config: { 'cleanup.policy': 'delete', 'retention.ms': retentionText(longest), ...copies.config },
      carries: { deadLettersOf: services },
    });
  }
  return [...topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Copies of a partition, and how many must have a message before it counts as sent: of three, one may be away. */
function copiesOf({ own }: Broker): {
  readonly replication: { readonly replication?: number };
  readonly config: { readonly [name: string]: string };
} {
  if (typeof own.replication !== 'number') return { replication: {}, config: {} };
  const inSync = own.replication < 3 ? 1 : Math.floor(own.replication / 2) + 1;
  return {
    replication: { replication: own.replication },
    config: { 'min.insync.replicas': String(inSync) },
  };
}

interface DeadLetters {
  readonly services: string[];
  /** Topics whose events end there. */
  readonly from: string[];
}

function deadLettersOf({ components, subscriptions }: DaprPlan, broker: Broker): Map<string, DeadLetters> {
  const own = new Set(
    components.filter((component) => component.broker.name === broker.name).map(({ name }) => name),
  );
  const found = new Map<string, DeadLetters>();
  for (const { component, deadLetter, service, address } of subscriptions) {
    if (deadLetter === undefined || !own.has(component)) continue;
    const known = found.get(deadLetter) ?? { services: [], from: [] };
    found.set(deadLetter, known);
    if (!known.services.includes(service)) known.services.push(service);
    known.from.push(address);
  }
  return found;
}

function longestOf(retentions: readonly (number | 'forever')[]): number | 'forever' {
  const finite = retentions.filter((retention) => retention !== 'forever');
  return finite.length < retentions.length ? 'forever' : Math.max(leastDeadLetterRetention, ...finite);
}

/** In ms; -1 is for ever. */
function retentionText(retention: number | 'forever'): string {
  return retention === 'forever' ? '-1' : String(retention);
}
