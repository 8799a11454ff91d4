import { rmSync } from 'node:fs';
import type { Component, ComponentOptions } from '../dev/components/component.ts';
import type { Guard } from '../dev/guard.ts';
import { fail, type Outcome, problem, succeed } from '../dev/outcome.ts';
import type { ProofBroker } from './place-on-broker.ts';

/** What proofs can be run on: the sidecars that are embedded, or daprd with a real broker. */
export type BrokerChoice = 'embedded' | 'redis' | 'kafka' | 'kafka-3' | 'rabbitmq' | 'nats';

export const brokerChoices = [
  'embedded',
  'redis',
  'kafka',
  'kafka-3',
  'rabbitmq',
  'nats',
] as const satisfies readonly BrokerChoice[];

/** A broker that was started for the proofs, and ends with them. */
export interface StartedBroker extends ProofBroker {
  /** For people: `daprd and Kafka, 3 nodes`. */
  readonly title: string;
  readonly nodes: readonly Component[];
  /** What an operator does with the generated files before the services start. */
  readonly prepare?: (project: string, environment: string) => Promise<void>;
  stop(): Promise<void>;
}

/** Starts a broker that has no name here. */
export type BrokerStarter = (options: ComponentOptions) => Promise<StartedBroker>;

/** Starts a broker with empty data in a folder; the embedded one needs no start. */
export async function startBroker(
  choice: BrokerChoice | BrokerStarter,
  folder: string,
  guard: Guard,
  onProgress: (message: string) => void,
): Promise<Outcome<StartedBroker>> {
  if (choice === 'embedded') {
    return succeed({ type: 'in-memory', servers: [], title: 'embedded', nodes: [], stop: async () => {} });
  }
  rmSync(folder, { recursive: true, force: true });
  try {
    if (typeof choice === 'function') return succeed(await choice({ folder, guard }));
    onProgress(`starting ${choice}`);
    return succeed(await startReal(choice, { folder, guard }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [first = message] = message.split('\n');
    return fail(problem('broker-start', first, 'eda doctor tells what is installed', 'infra'));
  }
}

async function startReal(
  choice: Exclude<BrokerChoice, 'embedded'>,
  options: { readonly folder: string; readonly guard: Guard },
): Promise<StartedBroker> {
  switch (choice) {
    case 'redis': {
      const { startRedis } = await import('../dev/components/redis.ts');
      return single('redis', 'daprd and Redis', await startRedis(options));
    }
    case 'kafka':
    case 'kafka-3': {
      const { startKafka } = await import('../dev/components/kafka.ts');
      const size = choice === 'kafka' ? 1 : 3;
      const cluster = await startKafka({ ...options, size });
      const title = size === 1 ? 'daprd and Kafka' : `daprd and Kafka, ${size} nodes`;
      return { ...single('kafka', title, cluster), nodes: cluster.nodes };
    }
    case 'rabbitmq': {
      const { startRabbitMq } = await import('../dev/components/rabbitmq.ts');
      return single('rabbitmq', 'daprd and RabbitMQ', await startRabbitMq(options));
    }
    case 'nats': {
      const [{ startNats }, { applyStreams }] = await Promise.all([
        import('../dev/components/nats.ts'),
        import('../dev/components/apply-streams.ts'),
      ]);
      const component = await startNats(options);
      return {
        ...single('nats', 'daprd and NATS JetStream', component),
        prepare: (project, environment) => applyStreams(component.address, project, environment),
      };
    }
  }
}

function single(type: ProofBroker['type'], title: string, component: Component): StartedBroker {
  const { address } = component;
  return { type, servers: address.split(','), title, nodes: [component], stop: () => component.stop() };
}
