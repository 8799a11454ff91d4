import type { ConsumerProfile } from '../../delivery/delivery-settings.ts';
import type { Broker } from '../../model/architecture.ts';

/** Metadata of a subscription on RabbitMQ: the queue that the component declares for it. */
export function rabbitmqQueue(
  broker: Broker,
  { everyReplica }: ConsumerProfile,
  ordered: boolean,
): { readonly [name: string]: string } {
  // A quorum queue can't go with its consumers.
  const isQuorum = broker.own.quorum !== false && everyReplica !== true;
  return {
    queueType: isQuorum ? 'quorum' : 'classic',
    // Order over all replicas: the broker gives a queue to one of them, and to the next when that is gone.
    ...(ordered ? { singleActiveConsumer: 'true' } : {}),
  };
}
