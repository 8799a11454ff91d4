import { join } from 'node:path';
import type { BrokerBehaviour } from './broker-behaviour.ts';
import type { ChaosOptions } from './chaos.ts';
import { type ConsumerGroup, createConsumerGroup } from './consumer-group.ts';
import { fileName, openDiskLog } from './disk-log.ts';
import { createMemoryLog } from './memory-log.ts';
import type { Message, NewMessage } from './message.ts';
import type { TopicLog } from './topic-log.ts';

/** The one broker behind all sidecars of a system. A topic is known by its component's name and its own. */
export interface Broker {
  /** Resolves once the message is kept. Rejects where the topic is full or its file cannot be written. */
  publish(pubsub: string, topic: string, message: NewMessage): Promise<Message>;
  /** The consumer group of a topic; the first caller's behaviour holds. */
  group(pubsub: string, topic: string, name: string, behaviour: BrokerBehaviour): Promise<ConsumerGroup>;
  topics(): readonly TopicState[];
  /** Ends deliveries and writes what is pending. */
  close(): Promise<void>;
}

export interface TopicState {
  readonly pubsub: string;
  readonly topic: string;
  /** Messages kept, consumed or not. */
  readonly kept: number;
  /** Messages ever published. */
  readonly published: number;
  readonly groups: readonly {
    readonly name: string;
    /** Messages not done yet. */
    readonly lag: number;
    readonly inFlight: number;
    readonly consumers: number;
  }[];
}

export interface BrokerOptions {
  /** Folder for the logs; without it they live in memory. */
  readonly dataDir?: string;
  readonly chaos?: ChaosOptions;
  readonly onError: (error: unknown) => void;
  readonly onExpired?: (pubsub: string, topic: string, group: string, message: Message) => void;
}

interface Topic {
  readonly pubsub: string;
  readonly name: string;
  readonly log: TopicLog;
  readonly groups: Map<string, ConsumerGroup>;
}

/** Opens the broker of a system. Topics are opened when somebody first names them. */
export function createBroker(options: BrokerOptions): Broker {
  const opening = new Map<string, Promise<Topic>>();
  const topics = new Map<string, Topic>();

  const openTopic = (pubsub: string, name: string): Promise<Topic> => {
    const key = JSON.stringify([pubsub, name]);
    const known = opening.get(key);
    if (known !== undefined) return known;
    const log =
      options.dataDir === undefined
        ? Promise.resolve(createMemoryLog())
        : openDiskLog(join(options.dataDir, fileName(pubsub)), pubsub, name);
    const topic = log.then((opened) => {
      const made: Topic = { pubsub, name, log: opened, groups: new Map() };
      topics.set(key, made);
      return made;
    });
    opening.set(key, topic);
    // A folder that cannot be used now may be usable later.
    topic.catch(() => opening.delete(key));
    return topic;
  };

  const releaseConsumed = ({ log, groups }: Topic) => {
    // A group without members still counts: its app may be restarting. Only a retired one needs nothing.
    let needed = log.next();
    for (const group of groups.values()) if (!group.retired()) needed = Math.min(needed, group.committed());
    log.release(needed);
  };

  return {
    async publish(pubsub, name, message) {
      const topic = await openTopic(pubsub, name);
      const stored = await topic.log.append(message);
      if (topic.groups.size === 0) releaseConsumed(topic);
      for (const group of topic.groups.values()) group.wake();
      return stored;
    },
    async group(pubsub, name, groupName, behaviour) {
      const topic = await openTopic(pubsub, name);
      const known = topic.groups.get(groupName);
      if (known !== undefined) return known;
      const group = createConsumerGroup({
        name: groupName,
        log: topic.log,
        ordered: behaviour.ordered,
        ...(options.chaos === undefined ? {} : { chaos: options.chaos }),
        onExpired: (message) => options.onExpired?.(pubsub, name, groupName, message),
        onCommit: () => releaseConsumed(topic),
        onError: options.onError,
      });
      topic.groups.set(groupName, group);
      return group;
    },
    topics: () =>
      [...topics.values()].map(({ pubsub, name, log, groups }) => ({
        pubsub,
        topic: name,
        kept: log.next() - log.first(),
        published: log.next(),
        groups: [...groups.values()].map((group) => ({
          name: group.name,
          lag: log.next() - group.committed(),
          inFlight: group.inFlight(),
          consumers: group.members(),
        })),
      })),
    async close() {
      await Promise.allSettled(opening.values());
      for (const { groups } of topics.values()) for (const group of groups.values()) group.stop();
      await Promise.all([...topics.values()].map(({ log }) => log.close()));
    },
  };
}
