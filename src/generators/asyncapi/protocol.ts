import type { Architecture, Broker, BrokerType, Environment, Topic } from '../../model/architecture.ts';
import { remembered } from '../../model/remember.ts';
import { resolveTopic } from '../../model/settings.ts';

/** The word that AsyncAPI has for how a broker is spoken to (AsyncAPI 3.0, Server Object), with and without TLS. */
export function protocolOf(type: BrokerType, tls: boolean): string {
  switch (type) {
    case 'in-memory':
      return 'in-memory';
    case 'redis':
      return tls ? 'rediss' : 'redis';
    case 'kafka':
      return tls ? 'kafka-secure' : 'kafka';
    case 'rabbitmq':
      return tls ? 'amqps' : 'amqp';
    case 'nats':
    case 'pulsar':
      return type;
    case 'mqtt':
      return tls ? 'secure-mqtt' : 'mqtt';
    case 'aws-sns-sqs':
      return 'sns';
    case 'gcp-pubsub':
      return 'googlepubsub';
    case 'azure-service-bus':
    case 'azure-event-hubs':
      return 'amqp1';
  }
}

/** A broker of some type, and the environment whose settings the bindings of its protocol show. */
export interface Carrier {
  readonly environment: Environment;
  readonly broker: Broker;
}

/**
 * The brokers that carry a topic, one for each type. Bindings have room for one environment: `production` where it
 * uses the type, else the last one that does; what differs elsewhere stands under `x-eda`.
 */
export function carriersOf(architecture: Architecture, topic: Topic): readonly Carrier[] {
  return remembered(architecture, topic, 'carriers', () => findCarriers(architecture, topic));
}

function findCarriers(architecture: Architecture, topic: Topic): readonly Carrier[] {
  const carriers = new Map<BrokerType, Carrier>();
  for (const environment of Object.values(architecture.environments)) {
    const broker = environment.brokers[resolveTopic(architecture, topic, environment.name).values.broker];
    if (broker === undefined || broker.type === 'in-memory') continue;
    if (carriers.get(broker.type)?.environment.name !== 'production')
      carriers.set(broker.type, { environment, broker });
  }
  return [...carriers.values()];
}
