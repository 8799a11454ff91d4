import { loadPackage } from '../dev/load-package.ts';
import { isClusterError, type KafkaModule } from '../kafka/cluster.ts';
import { openTopicReader } from '../kafka/read-topic.ts';
import { resolveTopic } from '../model/settings.ts';
import { loadDesign } from '../pipeline.ts';
import { chooseKafka } from './choose-kafka.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { Io } from './io.ts';
import { kafkaCredentials } from './kafka-credentials.ts';
import { findProject } from './project.ts';
import type { ReplaySource } from './replay-source.ts';
import type { GlobalOptions } from './session.ts';

const pageSize = 200;

/** The topic of an event on the Kafka of an environment; why there is none, as a sentence. */
export async function openKafkaSource(
  name: string,
  range: { readonly from: string; readonly to: string },
  options: ReplayOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<ReplaySource | string> {
  const found = findProject(globals.cwd);
  if (!found.ok) return `Kafka is found by the design: ${found.message}`;
  const { architecture } = loadDesign(found.project.files, found.project.entry);
  const event = architecture?.events[name];
  const topic = event && architecture?.topics[event.topic];
  if (architecture === undefined || event === undefined || topic === undefined)
    return architecture === undefined
      ? 'the design cannot be read; eda validate says why'
      : `the design has no event ${name}`;
  const chosen = chooseKafka(architecture, options.env === undefined ? {} : { env: options.env });
  if (typeof chosen === 'string') return chosen;
  const { environment, broker } = chosen;
  const address = resolveTopic(architecture, topic, environment.name).values.address;
  if (address.includes('{'))
    return `${address} is many topics: its parameters are in the data; replay from the history`;
  const servers = options.bootstrap?.split(',').filter((server) => server !== '') ?? broker.servers;
  const login = kafkaCredentials(io, globals.cwd, broker);
  if (typeof login === 'string') return login;
  const module = await loadPackage<KafkaModule>(found.project.folder, 'kafkajs');
  if (module === undefined)
    return 'Kafka is read by the package kafkajs, which is not installed: npm install --save-dev kafkajs';
  const span = { from: Date.parse(range.from), to: Date.parse(range.to) };
  const who = options.service[0] ?? 'service';
  const reader = await openTopicReader(module, servers, login, address, span, who).catch(toError);
  if (reader instanceof Error) throw reader;
  return {
    name: `topic ${address} on ${servers.join(', ')}`,
    count: async () => ({ count: reader.count() }),
    async *pages() {
      for await (const batch of clearly(reader.batches())) {
        const wanted = batch.filter(({ value }) => event.envelope === 'raw' || typeOf(value) === event.type);
        for (let start = 0; start < wanted.length; start += pageSize) {
          yield wanted.slice(start, start + pageSize).map(({ value, at }) => ({
            pubsub: broker.name,
            topic: address,
            body: value,
            sentAt: new Date(at).toISOString(),
          }));
        }
      }
    },
    close: () => reader.close(),
  };
}

/** What a cluster says as an error whose message can be shown. */
function toError(error: unknown): Error {
  if (isClusterError(error)) return new Error(error.clusterError);
  return error instanceof Error ? error : new Error(String(error));
}

async function* clearly<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* items;
  } catch (error) {
    throw toError(error);
  }
}

/** A topic carries events of several types; what is none of the design was refused at first, and is so no more. */
function typeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type;
  } catch {
    return undefined;
  }
}
