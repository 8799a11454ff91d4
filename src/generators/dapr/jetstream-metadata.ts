import type { Broker, Environment } from '../../model/architecture.ts';
import { secretMetadata } from './broker-login.ts';
import { goDuration } from './go-duration.ts';
import { longestWork } from './longest-work.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/**
 * Connection and consumer of `pubsub.jetstream`. What only publishes has no consumer. What takes has one of its own,
 * which the broker keeps for all replicas together; `everyReplica` has none that outlives it.
 * @param stream that carries the broker's topics; Dapr doesn't create it
 */
export function jetstreamMetadata(
  component: PubSubComponent,
  environment: Environment,
  stream: string,
): readonly MetadataEntry[] {
  const { broker } = component;
  return [...connectionMetadata(broker, environment), ...consumerMetadata(component, stream)];
}

/** What a consumer is made with: its limits hold for all replicas together. */
export interface JetstreamConsumer {
  readonly name: string;
  /** Messages in work at once. */
  readonly pending: number;
  /** Milliseconds after which what is in work goes to another worker. */
  readonly wait: number;
}

/**
 * How many messages a replica works on at once. With `concurrency: parallel` Dapr 1.18 acknowledges a message when its
 * handling begins (seen on NATS 2.9: "message was already acknowledged" where it failed): one that was in work when a
 * process ended, or that failed for good, would be gone. One at a time, it is acknowledged when it is handled.
 */
const inWorkPerReplica = 1;

/** The consumer that outlives the component's sidecars; `undefined` where there is none. */
export function jetstreamConsumer({
  consumer,
  profile,
  policies,
}: PubSubComponent): JetstreamConsumer | undefined {
  if (consumer === undefined || profile.everyReplica) return undefined;
  // One message at a time over all replicas is what keeps their order.
  const pending = profile.ordered ? 1 : inWorkPerReplica * consumer.replicas;
  return { name: consumer.name, pending, wait: longestWait(policies, pending) };
}

function connectionMetadata(broker: Broker, environment: Environment): MetadataEntry[] {
  if (broker.auth.type === 'connection-string')
    return secretMetadata(broker, environment, { natsURL: 'value' });
  const scheme = broker.tls ? 'tls' : 'nats';
  return [
    { name: 'natsURL', value: broker.servers.map((server) => `${scheme}://${server}`).join(',') },
    ...(broker.auth.type === 'token' ? secretMetadata(broker, environment, { token: 'token' }) : []),
  ];
}

function consumerMetadata(component: PubSubComponent, stream: string): MetadataEntry[] {
  const { profile, consumer, policies } = component;
  if (consumer === undefined) return [];
  const durable = jetstreamConsumer(component);
  const pending = durable?.pending ?? inWorkPerReplica;
  return [
    { name: 'streamName', value: stream },
    ...(durable === undefined
      ? []
      : [
          { name: 'durableName', value: durable.name },
          { name: 'queueGroupName', value: durable.name },
        ]),
    { name: 'deliverPolicy', value: profile.startAt === 'earliest' ? 'all' : 'new' },
    { name: 'ackPolicy', value: 'explicit' },
    { name: 'ackWait', value: goDuration(longestWait(policies, pending)) },
    { name: 'maxAckPending', value: String(pending) },
    { name: 'concurrency', value: 'single' },
  ];
}

/**
 * How long a message may wait for its acknowledgement, in ms: longer than all deliveries together, for each of those
 * that may lie before it at the same replica. What is still in work must not be given to a second worker.
 */
function longestWait(policies: PubSubComponent['policies'], pending: number): number {
  return longestWork(policies) * pending;
}
