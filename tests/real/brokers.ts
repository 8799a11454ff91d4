import { applyStreams } from '../../src/dev/components/apply-streams.ts';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { startNats } from '../../src/dev/components/nats.ts';
import { startRabbitMq } from '../../src/dev/components/rabbitmq.ts';
import { startRedis } from '../../src/dev/components/redis.ts';
import { type BrokerEntry, realEnvironment } from './project-on-broker.ts';

/** A broker that the systems are run on, and how a design names it. */
export interface RealBroker {
  readonly name: string;
  start(options: ComponentOptions): Promise<Component>;
  entry(component: Component): BrokerEntry;
  /** What an operator does with the generated files before the services start. */
  prepare?(component: Component, project: string): Promise<void>;
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
  {
    name: 'nats',
    start: startNats,
    entry: ({ address }) => ({ type: 'nats', servers: [address] }),
    prepare: ({ address }, project) => applyStreams(address, project, realEnvironment),
  },
];
