import type { TopicSubscription } from './dapr-plan.ts';
import type { DaprResource } from './dapr-resource.ts';

/**
 * The declarative subscription of a service to a topic. One route: the generated dispatcher tells events apart, so
 * an unknown type is answered by the service and not dead-lettered by the sidecar.
 */
export function subscriptionResource(subscription: TopicSubscription): DaprResource {
  const { service, address, bulk, deadLetter, metadata } = subscription;
  return {
    comment: subscription.ofDeadLetters
      ? `What the sidecar of ${service} gave up: the service keeps it in its table of dead letters.`
      : `${service} takes ${address}.`,
    body: {
      apiVersion: 'dapr.io/v2alpha1',
      kind: 'Subscription',
      metadata: { name: subscription.name },
      spec: {
        pubsubname: subscription.component,
        topic: address,
        ...(metadata === undefined ? {} : { metadata }),
        routes: { default: subscription.route },
        ...(deadLetter === undefined ? {} : { deadLetterTopic: deadLetter }),
        ...(bulk === undefined
          ? {}
          : {
              bulkSubscribe: { enabled: true, maxMessagesCount: bulk.max, maxAwaitDurationMs: bulk.wait },
            }),
      },
      scopes: [service],
    },
  };
}
