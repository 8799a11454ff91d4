import { applyStreams } from '../../src/dev/components/apply-streams.ts';
import type { Component, ComponentOptions } from '../../src/dev/components/component.ts';
import { startKafka } from '../../src/dev/components/kafka.ts';
import { startNats } from '../../src/dev/components/nats.ts';
import { startRabbitMq } from '../../src/dev/components/rabbitmq.ts';
import { startRedis } from '../../src/dev/components/redis.ts';
import { startMoto } from './moto.ts';
import { type BrokerEntry, realEnvironment } from './project-on-broker.ts';

/** A broker that the systems are run on, and how a design names it. */
export interface RealBroker {
  readonly name: string;
  start(options: ComponentOptions): Promise<Component>;
  entry(component: Component): BrokerEntry;
  /** What sidecars find in their environment: a login. */
  readonly env?: Readonly<Record<string, string>>;
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

/** Amazon's SNS and SQS as far as their emulator goes, which believes any login. Queues that keep order: what is ordered in a design wants them. */
export const snsSqs: RealBroker & Required<Pick<RealBroker, 'env'>> = {
  name: 'sns-sqs',
  start: startMoto,
  entry: ({ address }) => ({
    ...{ type: 'aws-sns-sqs', region: 'eu-central-1', endpoint: `http://${address}`, fifo: true },
  }),
  env: { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
};
