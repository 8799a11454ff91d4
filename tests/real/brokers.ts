import type { Component, ComponentOptions } from './components/component.ts';
import { startKafka } from './components/kafka.ts';
import { startRabbitMq } from './components/rabbitmq.ts';
import { startRedis } from './components/redis.ts';
import type { BrokerEntry } from './project-on-broker.ts';

/** A broker that the systems are run on, and how a design names it. */
export interface RealBroker {
  readonly name: string;
  start(options: ComponentOptions): Promise<Component>;
  entry(component: Component): BrokerEntry;
}

/** Every broker that `npm run test:real` starts. */
export const realBrokers: readonly RealBroker[] = [
  {
    name: 'redis',
    start: startRedis,
    entry: ({ address }) => ({ type: 'redis', servers: [address] }),
  },
  {
    name: 'kafka',
    start: startKafka,
    entry: ({ address }) => ({ type: 'kafka', servers: address.split(',') }),
  },
  {
    name: 'rabbitmq',
    start: startRabbitMq,
    entry: ({ address }) => ({ type: 'rabbitmq', servers: [address] }),
  },
];
