import type { KafkaTopic } from '../generators/kafka/kafka-topic.ts';

/** A topic as a cluster has it. */
export interface LiveTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  /** What holds, by name. */
  readonly config: { readonly [name: string]: string };
  /** What was set for this topic alone. */
  readonly ownConfig: { readonly [name: string]: string };
}

/** What a cluster would need to be as the design says. */
export type TopicStep =
  | { readonly do: 'create'; readonly topic: KafkaTopic }
  | { readonly do: 'add-partitions'; readonly topic: KafkaTopic; readonly has: number }
  | {
      readonly do: 'set-config';
      readonly topic: KafkaTopic;
      readonly changes: readonly { readonly name: string; readonly from?: string; readonly to: string }[];
    }
  /** Asked for by name: nothing else is ever deleted. */
  | { readonly do: 'delete'; readonly name: string; readonly partitions: number };

/** What nobody does without losing or moving messages: a person's decision. */
export type TopicDecision =
  | { readonly about: 'fewer-partitions'; readonly topic: KafkaTopic; readonly has: number }
  | { readonly about: 'copies'; readonly topic: KafkaTopic; readonly has: number };

export interface TopicComparison {
  readonly steps: readonly TopicStep[];
  readonly decisions: readonly TopicDecision[];
  /** Topics of the design that are as they should be. */
  readonly unchanged: readonly string[];
  /** Topics of the cluster that the design does not know: others' perhaps. */
  readonly unknown: readonly string[];
}

/**
 * Compares a cluster with a design.
 * @param live topics of the cluster by name, those that Kafka keeps for itself left out
 * @param deleted names that somebody wants gone; each is in `live` and in no design
 */
export function compareTopics(
  wanted: readonly KafkaTopic[],
  live: ReadonlyMap<string, LiveTopic>,
  deleted: readonly string[] = [],
): TopicComparison {
  const steps: TopicStep[] = [];
  const decisions: TopicDecision[] = [];
  const unchanged: string[] = [];
  for (const topic of wanted) {
    const there = live.get(topic.name);
    if (there === undefined) {
      steps.push({ do: 'create', topic });
      continue;
    }
    const [done, open] = [steps.length, decisions.length];
    if (there.partitions < topic.partitions)
      steps.push({ do: 'add-partitions', topic, has: there.partitions });
    if (there.partitions > topic.partitions)
      decisions.push({ about: 'fewer-partitions', topic, has: there.partitions });
    if (topic.replication !== undefined && topic.replication !== there.replication)
      decisions.push({ about: 'copies', topic, has: there.replication });
    const changes = Object.entries(topic.config)
      .filter(([name, to]) => !isSame(there.config[name], to))
      .map(([name, to]) => {
        const from = there.config[name];
        return { name, ...(from === undefined ? {} : { from }), to };
      });
    if (changes.length > 0) steps.push({ do: 'set-config', topic, changes });
    if (steps.length === done && decisions.length === open) unchanged.push(topic.name);
  }
  for (const name of deleted) steps.push({ do: 'delete', name, partitions: live.get(name)?.partitions ?? 0 });
  const known = new Set([...wanted.map(({ name }) => name), ...deleted]);
  return { steps, decisions, unchanged, unknown: [...live.keys()].filter((name) => !known.has(name)).sort() };
}

/** Lists such as `compact,delete` have no order. */
function isSame(has: string | undefined, to: string): boolean {
  return has !== undefined && has.split(',').sort().join() === to.split(',').sort().join();
}
