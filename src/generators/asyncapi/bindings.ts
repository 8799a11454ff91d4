import type { Architecture, EventContract, Service, Topic } from '../../model/architecture.ts';
import { resolveService, resolveTopic } from '../../model/settings.ts';
import { type LanguageMap, mapOfDefined, unlessEmpty } from '../../print/eda/language-value.ts';
import { printPath } from '../../print/eda/path-text.ts';
import { type Carrier, carriersOf } from './protocol.ts';

/*
 * Standard bindings (github.com/asyncapi/bindings), in the versions that the schemas of AsyncAPI 3.0.0 know: Kafka
 * 0.5.0, AMQP 0.3.0, SNS 0.1.0, SQS 0.2.0, Pulsar 0.1.0, NATS 0.1.0, MQTT 0.2.0. Redis and AMQP 1.0 have none that
 * say anything; Google Pub/Sub's wants the name of a schema in Google's registry, which a design does not have.
 */

/** Bindings of a channel: how each kind of broker carries the topic. */
export function channelBindings(architecture: Architecture, topic: Topic): LanguageMap | undefined {
  return unlessEmpty(
    mapOfDefined(
      carriersOf(architecture, topic).flatMap((carrier) => channelBinding(architecture, topic, carrier)),
    ),
  );
}

function channelBinding(
  architecture: Architecture,
  topic: Topic,
  { environment, broker }: Carrier,
): [string, LanguageMap][] {
  const { partitions, retention, compact, ttl, address } = resolveTopic(
    architecture,
    topic,
    environment.name,
  ).values;
  const { own } = broker;
  switch (broker.type) {
    case 'kafka': {
      const cleanup = compact ? (retention === 'forever' ? ['compact'] : ['compact', 'delete']) : ['delete'];
      const binding = mapOfDefined([
        ['partitions', partitions],
        ['replicas', own.replication],
        [
          'topicConfiguration',
          { 'cleanup.policy': cleanup, 'retention.ms': retention === 'forever' ? -1 : retention },
        ],
        ['bindingVersion', '0.5.0'],
      ]);
      return [['kafka', binding]];
    }
    case 'rabbitmq': {
      const exchange = mapOfDefined([
        ['name', address.slice(0, 255)],
        ['type', 'fanout'],
        ['durable', true],
        ['autoDelete', false],
        ['vhost', own.vhost],
      ]);
      return [['amqp', { is: 'routingKey', exchange, bindingVersion: '0.3.0' }]];
    }
    case 'aws-sns-sqs': {
      const ordering = { type: own.fifo === true ? 'FIFO' : 'standard' };
      return [['sns', { name: address, ordering, bindingVersion: '0.1.0' }]];
    }
    case 'pulsar': {
      const minutes = retention === 'forever' ? undefined : Math.ceil(retention / 60_000);
      const binding = mapOfDefined([
        ['namespace', typeof own.namespace === 'string' ? own.namespace : 'default'],
        ['persistence', 'persistent'],
        ['retention', minutes === undefined ? undefined : { time: minutes }],
        ['ttl', ttl === undefined ? undefined : Math.ceil(ttl / 1000)],
        ['bindingVersion', '0.1.0'],
      ]);
      return [['pulsar', binding]];
    }
    default:
      return [];
  }
}

/** Bindings of an operation: in which group a service takes messages, how it sends them. */
export function operationBindings(
  architecture: Architecture,
  service: Service,
  topic: Topic,
  action: 'send' | 'receive',
): LanguageMap | undefined {
  return unlessEmpty(
    mapOfDefined(
      carriersOf(architecture, topic).flatMap((carrier) =>
        operationBinding(architecture, service, topic, carrier, action),
      ),
    ),
  );
}

function operationBinding(
  architecture: Architecture,
  service: Service,
  topic: Topic,
  { environment, broker }: Carrier,
  action: 'send' | 'receive',
): [string, LanguageMap][] {
  const { group } = resolveService(architecture, service, environment.name).values;
  const takes = action === 'receive';
  switch (broker.type) {
    case 'kafka':
      return takes
        ? [['kafka', { groupId: { type: 'string', enum: [group] }, bindingVersion: '0.5.0' }]]
        : [];
    case 'rabbitmq': {
      const { ttl } = resolveTopic(architecture, topic, environment.name).values;
      const sends = mapOfDefined([
        ['deliveryMode', 2],
        ['expiration', ttl],
      ]);
      return [['amqp', { ...(takes ? { ack: true } : sends), bindingVersion: '0.3.0' }]];
    }
    case 'aws-sns-sqs': {
      const queues = [{ name: group, fifoQueue: broker.own.fifo === true }];
      return takes ? [['sqs', { queues, bindingVersion: '0.2.0' }]] : [];
    }
    case 'nats':
      return takes ? [['nats', { queue: group.slice(0, 255), bindingVersion: '0.1.0' }]] : [];
    case 'mqtt': {
      const qos = typeof broker.own.qos === 'number' ? broker.own.qos : 1;
      return [['mqtt', { qos, ...(takes ? {} : { retain: false }), bindingVersion: '0.2.0' }]];
    }
    default:
      return [];
  }
}

/** Bindings of a message: what Kafka orders and partitions it by. */
export function messageBindings(architecture: Architecture, event: EventContract): LanguageMap | undefined {
  const topic = architecture.topics[event.topic];
  if (topic === undefined || event.key.length === 0) return undefined;
  if (!carriersOf(architecture, topic).some(({ broker }) => broker.type === 'kafka')) return undefined;
  const description = `\`${event.key.map(printPath).join('`, `')}\` of the data`;
  return { kafka: { key: { type: 'string', description }, bindingVersion: '0.5.0' } };
}
