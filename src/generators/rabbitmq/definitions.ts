import type { Broker } from '../../model/architecture.ts';
import type { DaprPlan } from '../dapr/dapr-plan.ts';
import type { PubSubComponent } from '../dapr/planned-component.ts';

/**
 * What `load_definitions` and `POST /api/definitions` of RabbitMQ take (rabbitmq.com/docs/definitions). Names and
 * arguments are those that Dapr's component declares (pubsub/rabbitmq/rabbitmq.go): it refuses a queue that has others.
 */
export interface RabbitDefinitions {
  readonly vhosts: readonly { readonly name: string }[];
  readonly exchanges: readonly RabbitExchange[];
  readonly queues: readonly RabbitQueue[];
  readonly bindings: readonly RabbitBinding[];
  readonly policies: readonly RabbitPolicy[];
}

export interface RabbitExchange {
  readonly name: string;
  readonly vhost: string;
  readonly type: 'fanout';
  readonly durable: true;
  readonly auto_delete: false;
  readonly internal: false;
  readonly arguments: object;
}

export interface RabbitQueue {
  readonly name: string;
  readonly vhost: string;
  readonly durable: true;
  readonly auto_delete: false;
  readonly arguments: { readonly [name: string]: string | boolean };
}

export interface RabbitBinding {
  readonly source: string;
  readonly vhost: string;
  readonly destination: string;
  readonly destination_type: 'queue';
  readonly routing_key: '';
  readonly arguments: object;
}

export interface RabbitPolicy {
  readonly vhost: string;
  readonly name: string;
  readonly pattern: string;
  readonly 'apply-to': 'queues';
  readonly definition: { readonly [key: string]: string | number };
  readonly priority: number;
}

/** Queues of single replicas, which a start of one makes and nobody takes from after its end, are kept for so long (ms). */
const abandonedAfter = 3_600_000;

/**
 * Exchanges of all topics, the queue of each service that takes one, and below each queue another for what the sidecar
 * refuses: without it RabbitMQ lets that go. It hangs on a policy, since arguments of a queue would have to be the component's.
 */
export function rabbitDefinitions(plan: DaprPlan, broker: Broker): RabbitDefinitions {
  const vhost = typeof broker.own.vhost === 'string' ? broker.own.vhost : '/';
  const components = new Map(
    plan.components.filter((one) => one.broker.name === broker.name).map((one) => [one.name, one]),
  );
  const exchanges = new Set([...components.values()].flatMap(topicsOf));
  const queues: RabbitQueue[] = [];
  const bindings: RabbitBinding[] = [];
  const policies: RabbitPolicy[] = [];
  let hasReplicaQueues = false;
  for (const { component: name, service, address, metadata } of plan.subscriptions) {
    const component = components.get(name);
    if (component === undefined) continue;
    if (component.profile.everyReplica) {
      hasReplicaQueues = true;
      continue;
    }
    const queue = `${component.profile.group ?? service}-${address}`;
    if (queues.some((known) => known.name === queue)) continue;
    const type = metadata?.queueType ?? 'classic';
    const [refused, exchange] = [`dlq-${queue}`, `dlx-${queue}`];
    queues.push(
      queueOf(queue, vhost, {
        'x-queue-type': type,
        ...(metadata?.singleActiveConsumer === 'true' ? { 'x-single-active-consumer': true } : {}),
      }),
      queueOf(refused, vhost, { 'x-queue-type': type }),
    );
    exchanges.add(exchange);
    bindings.push(bindingOf(address, queue, vhost), bindingOf(exchange, refused, vhost));
    policies.push({
      vhost,
      name: exchange,
      pattern: `^${escapePattern(queue)}$`,
      'apply-to': 'queues',
      definition: { 'dead-letter-exchange': exchange },
      priority: 1,
    });
  }
  if (hasReplicaQueues) policies.push(replicaPolicy(vhost));
  return {
    vhosts: [{ name: vhost }],
    exchanges: [...exchanges].sort().map((name) => exchangeOf(name, vhost)),
    queues,
    bindings,
    policies,
  };
}

function topicsOf({ publishing, subscribing }: PubSubComponent): string[] {
  return [...publishing.values(), ...subscribing.values()].flatMap((topics) => [...topics]);
}

function exchangeOf(name: string, vhost: string): RabbitExchange {
  return { name, vhost, type: 'fanout', durable: true, auto_delete: false, internal: false, arguments: {} };
}

function queueOf(name: string, vhost: string, args: RabbitQueue['arguments']): RabbitQueue {
  return { name, vhost, durable: true, auto_delete: false, arguments: args };
}

function bindingOf(source: string, destination: string, vhost: string): RabbitBinding {
  return { source, vhost, destination, destination_type: 'queue', routing_key: '', arguments: {} };
}

/** A consumer of one start of one replica has a UUID for its group. */
function replicaPolicy(vhost: string): RabbitPolicy {
  return {
    vhost,
    name: 'queues-of-replicas',
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-',
    'apply-to': 'queues',
    definition: { expires: abandonedAfter },
    priority: 1,
  };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
