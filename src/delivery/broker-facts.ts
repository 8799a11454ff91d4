import type { BrokerType } from '../model/architecture.ts';
import { brokers as published } from './brokers.generated.js';

/**
 * What a type of broker takes and keeps, alone or through its Dapr component: `specs/brokers/brokers.json`, whose
 * schema says what each member means, and which names its sources.
 */
export interface BrokerFacts {
  /** As a sentence names it. */
  readonly title: string;
  /** `spec.type` of its Dapr component. */
  readonly component: string;
  readonly topic: TopicNames;
  /** What the consumer group becomes on the broker; absent: anything goes. */
  readonly group?: NameFacts & { readonly what: string };
  /** A name that the component makes of `{group}` and `{topic}`. */
  readonly subscription?: NameFacts & { readonly name: string; readonly what: string };
  /** Largest message where nobody has raised the limit. */
  readonly messageBytes?: number;
  /** Its component says that a publication was accepted without having heard so: after a broken connection it is wrong. */
  readonly assumesAcceptance?: {
    /** What generated components wait before they connect anew. */
    readonly reconnectWaitSeconds: number;
  };
  readonly features: BrokerFeatures;
}

/** What a name has to look like. */
export interface NameFacts {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Of the lengths; absent: characters. */
  readonly unit?: 'bytes';
  /** Inside of a character class. */
  readonly legal?: string;
  readonly legalText?: string;
  /** Pattern of what must not occur. */
  readonly illegal?: string;
  readonly illegalText?: string;
  readonly first?: string;
  readonly firstText?: string;
  readonly last?: string;
  readonly lastText?: string;
  readonly reserved?: readonly { readonly pattern: string; readonly text: string }[];
  /** Pattern of what the component deletes from a name. */
  readonly deletes?: string;
  /** Length at which the component cuts a name. */
  readonly cutsTo?: number;
  /** Put behind the name where the broker says `fifo`. */
  readonly fifoSuffix?: string;
}

export interface TopicNames extends NameFacts {
  /** When the broker takes two names for one topic. */
  readonly same: 'exactly' | 'without-case' | 'dots-as-underscores';
}

export interface BrokerFeatures {
  /** Within what an ordered topic stays in order while one event is retried. */
  readonly order: {
    readonly scope: 'key' | 'group' | 'replica' | 'publisher' | 'none';
    /** Key of the broker in the spec without which there is no order. */
    readonly needs?: { readonly key: string; readonly value: unknown };
  };
  readonly ttl: 'broker' | 'sidecar';
  readonly retention: 'topic' | 'subscription' | 'broker' | 'none';
  readonly maxRetentionDays?: number;
  readonly compaction: boolean;
  readonly partitions: boolean;
  /** Where a new consumer group can begin. */
  readonly start: 'latest' | 'earliest' | 'either';
  /** Through its component a replica works on one event of a topic at a time. */
  readonly oneByOne?: true;
  readonly everyReplica: 'yes' | 'leaves-groups' | 'rereads' | 'no';
  readonly bulk: 'native' | 'emulated';
  readonly wildcards: boolean;
  readonly delay: boolean;
  readonly deadLetter: boolean;
  readonly avro: boolean;
  /** What becomes of an event that the sidecar gives up on without a dead-letter topic. */
  readonly givenUp: 'lost' | 'again' | 'blocks';
  /** Whether it keeps what is published to a topic that nobody subscribes to. */
  readonly keepsUnread: boolean;
  /** Longest time in ms that an event can stay in work before the broker gives it to somebody else. */
  readonly holdsMs?: number;
}

// The file's own test holds it to its schema, which says the same as these types.
const brokers = published as Readonly<Record<BrokerType, BrokerFacts>>;

/** All types of brokers, in the order of the file. */
export const brokerTypes = Object.keys(brokers) as readonly BrokerType[];

/** What is known of a type of broker. */
export function factsOf(type: BrokerType): BrokerFacts {
  return brokers[type];
}
