import { factsOf } from '../../delivery/broker-facts.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Broker, BrokerType, Environment } from '../../model/architecture.ts';
import { loginProblem } from './broker-login.ts';
import { publishesOnly } from './component-drafts.ts';
import type { DaprResource } from './dapr-resource.ts';
import { eventHubsMetadata } from './event-hubs-metadata.ts';
import { googlePubSubMetadata } from './google-pubsub-metadata.ts';
import { jetstreamMetadata } from './jetstream-metadata.ts';
import { deadLetterStream, streamName } from './jetstream-names.ts';
import { streamProblem } from './jetstream-stream.ts';
import { kafkaMetadata, regionProblem } from './kafka-metadata.ts';
import { mqttMetadata } from './mqtt-metadata.ts';
import type { PubSubComponent } from './planned-component.ts';
import { pulsarMetadata } from './pulsar-metadata.ts';
import { rabbitmqMetadata } from './rabbitmq-metadata.ts';
import { redisMetadata } from './redis-metadata.ts';
import { type MetadataEntry, secretStoreName } from './secret-reference.ts';
import { serviceBusMetadata } from './service-bus-metadata.ts';
import { snsSqsMetadata } from './sns-sqs-metadata.ts';

/**
 * The component of a broker. `undefined`, with a report, where the broker's login cannot be generated.
 * @param system its name
 */
export function pubSubResource(
  component: PubSubComponent,
  environment: Environment,
  system: string,
  report: (diagnostic: Diagnostic) => void,
): DaprResource | undefined {
  const problem = connectionProblem(component.broker, environment, system);
  if (problem !== undefined) {
    report(problem);
    return undefined;
  }
  const metadata = [
    ...connectionMetadata(component, environment, system, report),
    ...scopeMetadata(component),
  ];
  const usesSecrets = metadata.some((entry) => 'secretKeyRef' in entry);
  return {
    comment: commentOf(component),
    body: {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Component',
      metadata: { name: component.name },
      spec: { type: factsOf(component.broker.type).component, version: 'v1', metadata },
      ...(usesSecrets ? { auth: { secretStore: secretStoreName(environment.secrets) } } : {}),
      scopes: [...component.publishing.keys()],
    },
  };
}

function connectionProblem(broker: Broker, environment: Environment, system: string): Diagnostic | undefined {
  return (
    (broker.type === 'nats' ? streamProblem(broker, environment, system) : undefined) ??
    loginProblem(broker, environment) ??
    (broker.type === 'kafka' ? regionProblem(broker, environment) : undefined)
  );
}

function connectionMetadata(
  component: PubSubComponent,
  environment: Environment,
  system: string,
  report: (diagnostic: Diagnostic) => void,
): readonly MetadataEntry[] {
  switch (component.broker.type) {
    case 'redis':
      return redisMetadata(component, environment);
    case 'rabbitmq':
      return rabbitmqMetadata(component, environment, report);
    case 'kafka':
      return kafkaMetadata(component, environment);
    case 'nats': {
      const stream = streamName(component.broker, system);
      const own = component.deadLetter;
      const carrier = own === undefined ? stream : deadLetterStream(stream, own);
      return jetstreamMetadata(component, environment, carrier);
    }
    case 'pulsar':
      return pulsarMetadata(component, environment);
    case 'mqtt':
      return mqttMetadata(component, environment, report);
    case 'aws-sns-sqs':
      return snsSqsMetadata(component, environment);
    case 'gcp-pubsub':
      return googlePubSubMetadata(component, environment);
    case 'azure-service-bus':
      return serviceBusMetadata(component, environment);
    case 'azure-event-hubs':
      return eventHubsMetadata(component, environment, system);
    case 'in-memory':
      return [];
  }
}

/**
 * Who may publish and take what: exactly the design. An app without a topic is listed with nothing, since one that
 * is not listed may do everything; but for what is protected, so that an app that somebody adds to the component's
 * scopes by hand gets nothing either.
 */
function scopeMetadata({ publishing, subscribing }: PubSubComponent): MetadataEntry[] {
  const named = [...publishing.values(), ...subscribing.values()].flatMap((each) => [...each]);
  const topics = [...new Set(named)].sort().join(',');
  return [
    { name: 'publishingScopes', value: scopesText(publishing) },
    { name: 'subscriptionScopes', value: scopesText(subscribing) },
    { name: 'allowedTopics', value: topics },
    { name: 'protectedTopics', value: topics },
  ];
}

function scopesText(scopes: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...scopes].map(([app, topics]) => `${app}=${[...topics].sort().join(',')}`).join(';');
}

function commentOf({ broker, name, purpose, profile }: PubSubComponent): string {
  if (broker.type === 'in-memory') {
    return (
      `Broker ${broker.name}, in memory. daprd keeps it inside one process, so services only meet under \`eda dev\`, ` +
      'whose embedded sidecars share one.'
    );
  }
  const lines = [purpose === undefined ? commentOfBase(broker) : commentOfOwn(broker, name, purpose)];
  if (profile.everyReplica)
    lines.push('Every replica takes every event: each start is a consumer group of its own.');
  if (profile.concurrency === 1)
    lines.push(`One event at a time: ${oneByOne[broker.type] ?? oneByOne.redis}.`);
  return lines.join('\n');
}

function commentOfBase({ name, type }: Broker): string {
  return publishesOnly(type)
    ? `Broker ${name}: every publication. What is taken has components of its own.`
    : `Broker ${name}: every publication, and the subscriptions that say nothing of their own.`;
}

function commentOfOwn({ name, type }: Broker, component: string, purpose: string): string {
  const once = `Broker ${name}, once more as ${component}`;
  switch (type) {
    case 'nats':
      return `${once}, for ${purpose}: a component has one consumer, and a consumer one topic.`;
    case 'rabbitmq':
      return (
        `${once}, for ${purpose}: a component has one channel, on which several that subscribe again at once would take ` +
        "each other's answers."
      );
    case 'mqtt':
      return `${once}, for ${purpose}: a client id is of one sidecar.`;
    default:
      return `${once}: Dapr keeps retries and consumer settings for a component, and ${purpose} has its own.`;
  }
}

/** Why, by what keeps the order. */
const oneByOne: { readonly [type in BrokerType]?: string } = {
  redis: 'a stream has no partitions, so order is kept by one worker of one replica',
  rabbitmq: 'a queue has no partitions, so order is kept by one worker of one active replica',
  'aws-sns-sqs': 'a queue has no partitions, so order is kept by one worker',
  nats: 'a stream has no partitions, so order is kept by one message in work over all replicas',
};
