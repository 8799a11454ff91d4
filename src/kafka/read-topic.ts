import { randomUUID } from 'node:crypto';
import type { Admin, Consumer } from 'kafkajs';
import { type ClusterLogin, clusterConfig, type KafkaModule, toClusterError } from './cluster.ts';

/** A message as it lies in a topic. */
export interface TopicMessage {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Reads a span of time of one topic, by a consumer group of its own. What a cluster refuses is thrown as `ClusterError`. */
export interface TopicReader {
  /** Messages between the two times; of all events that the topic carries. */
  count(): number;
  /** In the order of each partition. */
  batches(): AsyncIterable<readonly TopicMessage[]>;
  /** Leaves the group, and deletes it. */
  close(): Promise<void>;
}

/** First offset that is meant, and the one behind the last. */
interface Span {
  readonly start: bigint;
  readonly end: bigint;
}

/** How long a partition may say nothing while it has more, in ms. */
const silence = 60_000;

/** Finds the offsets of a span of time. @param range milliseconds since 1970; the end does not belong to it. */
export async function openTopicReader(
  module: KafkaModule,
  servers: readonly string[],
  login: ClusterLogin,
  topic: string,
  range: { readonly from: number; readonly to: number },
  who: string,
): Promise<TopicReader> {
  const kafka = new module.Kafka(clusterConfig(module, servers, login));
  const group = `eda-replay-${who}-${randomUUID()}`;
  const admin = kafka.admin();
  const asking = <T>(ask: () => Promise<T>): Promise<T> =>
    ask().catch((error: unknown) => {
      throw toClusterError(error, servers, login);
    });
  const spans = await asking(async () => {
    await admin.connect();
    return findSpans(admin, topic, range);
  });
  let consumer: Consumer | undefined;
  return {
    count: () => Number([...spans.values()].reduce((sum, { start, end }) => sum + (end - start), 0n)),
    async *batches() {
      // The first group of a cluster waits until there is somebody who coordinates groups.
      const retry = { retries: 12, initialRetryTime: 200, maxRetryTime: 5_000 };
      consumer = kafka.consumer({ groupId: group, allowAutoTopicCreation: false, retry });
      const joined = consumer;
      yield* await asking(() => follow(joined, topic, spans));
    },
    async close() {
      await consumer?.disconnect().catch(() => {});
      if (consumer !== undefined) await admin.deleteGroups([group]).catch(() => {});
      await admin.disconnect().catch(() => {});
    },
  };
}

async function findSpans(
  admin: Admin,
  topic: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<number, Span>> {
  const [ends, starts, stops] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchTopicOffsetsByTimestamp(topic, from),
    admin.fetchTopicOffsetsByTimestamp(topic, to),
  ]);
  const offsetIn = (
    list: readonly { partition: number; offset: string }[],
    partition: number,
    high: bigint,
  ) => {
    const offset = BigInt(list.find((one) => one.partition === partition)?.offset ?? high);
    // Nothing is that young: the end.
    return offset < 0n || offset > high ? high : offset;
  };
  return new Map(
    ends.flatMap(({ partition, high, low }) => {
      const last = BigInt(high);
      const first = offsetIn(starts, partition, last);
      const span = {
        start: first < BigInt(low) ? BigInt(low) : first,
        end: offsetIn(stops, partition, last),
      };
      return span.start < span.end ? [[partition, span] as const] : [];
    }),
  );
}

/** Joins the group and hands out what it reads: the next batch is fetched when the one before was taken. */
async function follow(
  consumer: Consumer,
  topic: string,
  spans: ReadonlyMap<number, Span>,
): Promise<AsyncIterable<readonly TopicMessage[]>> {
  const open = new Set(spans.keys());
  /** What comes next of each partition: a group that gathers anew goes on there. */
  const next = new Map([...spans].map(([partition, { start }]) => [partition, start]));
  let offered: readonly TopicMessage[] | undefined;
  let taken = () => {};
  let arrived = () => {};
  let crash: Error | undefined;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    crash = payload.error;
    arrived();
  });
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const [partition, offset] of next) consumer.seek({ topic, partition, offset: String(offset) });
  });
  if (open.size > 0) {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const span = spans.get(batch.partition);
        if (span === undefined || !open.has(batch.partition)) return;
        const from = next.get(batch.partition) ?? span.start;
        const behind = BigInt(batch.lastOffset()) + 1n;
        if (behind <= from) return;
        offered = batch.messages.flatMap(({ offset, value, timestamp }) =>
          value !== null && BigInt(offset) >= from && BigInt(offset) < span.end
            ? [{ value: value.toString('utf8'), at: Number(timestamp) }]
            : [],
        );
        const wasTaken = new Promise<void>((done) => {
          taken = done;
        });
        next.set(batch.partition, behind);
        if (behind >= span.end) open.delete(batch.partition);
        arrived();
        await wasTaken;
      },
    });
  }
  return {
    async *[Symbol.asyncIterator]() {
      while (open.size > 0 || offered !== undefined) {
        if (offered === undefined && !(await within(silence, (done) => (arrived = done)))) {
          if (crash !== undefined) throw crash;
          if (offered === undefined) throw new Error(`Kafka sends no more of ${topic}, though there is more`);
        }
        const batch = offered;
        offered = undefined;
        if (batch !== undefined && batch.length > 0) yield batch;
        taken();
      }
    },
  };
}

/** Waits until it is called back. @returns false if it was not in time. */
function within(ms: number, listen: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    listen(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
