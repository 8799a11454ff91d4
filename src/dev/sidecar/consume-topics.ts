import type { Broker } from './broker.ts';
import { createBulkBuffer } from './bulk-buffer.ts';
import type { ConsumerGroup, Member } from './consumer-group.ts';
import { deliverBulk } from './deliver-bulk.ts';
import { deliverEvent } from './deliver-event.ts';
import type { DeliveryContext } from './delivery-context.ts';
import type { PubsubComponent } from './publisher.ts';
import type { Subscription } from './subscription.ts';

/** Consumption of an app's topics, which comes and goes with the app. */
export interface TopicConsumption {
  /** Consumes these topics from now on, and those served before but not listed no more. */
  serve(subscriptions: readonly Subscription[]): Promise<readonly string[]>;
  /** Lets no new delivery begin. */
  pause(): void;
  inFlight(): number;
}

export interface TopicConsumptionOptions {
  readonly appId: string;
  readonly broker: Broker;
  readonly components: ReadonlyMap<string, PubsubComponent>;
  readonly contextFor: (component: PubsubComponent, subscription: Subscription) => DeliveryContext;
}

/** Prepares the deliveries of one app; `serve` begins them. */
export function createTopicConsumption(options: TopicConsumptionOptions): TopicConsumption {
  const { appId, broker, components } = options;
  let groups = new Set<ConsumerGroup>();
  let leave: (() => void)[] = [];
  let inFlight = 0;
  let round = 0;

  const pause = () => {
    for (const end of leave) end();
    leave = [];
  };
  const memberFor = (component: PubsubComponent, subscription: Subscription): Member => {
    const context = options.contextFor(component, subscription);
    const { concurrency, bulkSubscribe } = component.behaviour;
    const bulk = subscription.spec.bulkSubscribe;
    if (bulk === undefined)
      return { capacity: concurrency, handle: counted((delivery) => deliverEvent(context, delivery)) };
    const maxMessages = bulk.maxMessagesCount ?? bulkSubscribe.maxMessages;
    const gather = createBulkBuffer({
      maxMessages,
      maxAwaitMs: bulk.maxAwaitDurationMs ?? bulkSubscribe.maxAwaitMs,
      serial: component.behaviour.ordered !== false,
      stop: context.stop,
      deliver: (deliveries) => deliverBulk(context, deliveries),
    });
    return { capacity: Math.max(concurrency, maxMessages), gathers: true, handle: counted(gather) };
  };
  const counted =
    (handle: Member['handle']): Member['handle'] =>
    async (delivery) => {
      inFlight++;
      try {
        return await handle(delivery);
      } finally {
        inFlight--;
      }
    };

  return {
    async serve(subscriptions) {
      const mine = ++round;
      pause();
      const complaints: string[] = [];
      const served = new Set<ConsumerGroup>();
      const joins: (() => void)[] = [];
      for (const subscription of subscriptions) {
        const { pubsubname, topic } = subscription.spec;
        const component = components.get(pubsubname);
        if (component === undefined) {
          complaints.push(`cannot subscribe to topic ${topic}: pubsub ${pubsubname} is not found`);
        } else if (!component.scopes.maySubscribe(appId, topic)) {
          complaints.push(`subscription to topic '${topic}' on pubsub '${pubsubname}' is not allowed`);
        } else {
          const group = await broker.group(component.brokerName, topic, component.group, component.behaviour);
          served.add(group);
          joins.push(() => leave.push(group.join(memberFor(component, subscription))));
        }
      }
      // Opening the logs takes time, in which a newer list may have come.
      if (mine !== round) return complaints;
      for (const group of groups) if (!served.has(group)) group.retire();
      groups = served;
      for (const join of joins) join();
      return complaints;
    },
    pause,
    inFlight: () => inFlight,
  };
}
