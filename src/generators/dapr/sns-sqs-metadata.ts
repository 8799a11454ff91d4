import type { Environment } from '../../model/architecture.ts';
import { secretMetadata } from './broker-login.ts';
import { longestWork } from './longest-work.ts';
import type { PubSubComponent } from './planned-component.ts';
import type { MetadataEntry } from './secret-reference.ts';

/** Most that SQS hands out in one request. */
const largestBatch = 10;

/** SQS hides a message for twelve hours at most. */
const longestHidden = 12 * 3600;

/**
 * Connection and queue of `pubsub.aws.snssqs`: an SNS topic for each topic, and an SQS queue for each component and
 * service, since components that share a queue take each other's messages. Without a secret the login is the role's.
 */
export function snsSqsMetadata(
  { broker, profile, policies, consumer }: PubSubComponent,
  environment: Environment,
): readonly MetadataEntry[] {
  const { region, endpoint, fifo } = broker.own;
  const concurrency = profile.concurrency ?? largestBatch;
  const queue = profile.everyReplica ? '{uuid}' : (consumer?.name ?? profile.group);
  const hidden = Math.min(longestHidden, longestWork(policies) / 1000);
  return [
    { name: 'region', value: String(region) },
    ...(typeof endpoint === 'string' ? [{ name: 'endpoint', value: endpoint }] : []),
    ...(broker.auth.secret === undefined
      ? []
      : secretMetadata(broker, environment, { accessKey: 'accessKey', secretKey: 'secretKey' })),
    ...(queue === undefined ? [] : [{ name: 'consumerID', value: queue }]),
    { name: 'fifo', value: String(fifo === true) },
    // Longer than all deliveries together: what is still in work must not be given to a second worker.
    { name: 'messageVisibilityTimeout', value: String(hidden) },
    // The component deletes what came more often; it comes again until somebody takes it.
    { name: 'messageRetryLimit', value: String(1_000_000) },
    // What is fetched is hidden from others while it waits, so no more is fetched than is worked on.
    { name: 'messageMaxNumber', value: String(Math.min(concurrency, largestBatch)) },
    { name: 'concurrencyMode', value: concurrency === 1 ? 'single' : 'parallel' },
    ...(concurrency === 1 ? [] : [{ name: 'concurrencyLimit', value: String(concurrency) }]),
  ];
}
