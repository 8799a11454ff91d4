import {
  type ConsumerProfile,
  loosestPolicy,
  type PumpPolicy,
  sameProfile,
  type TopicDelivery,
} from '../../delivery/delivery-settings.ts';
import type { Architecture, Broker, BrokerType, Service } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { resolveService } from '../../model/settings.ts';
import type { CarriedTopic } from './carried-topic.ts';
import { consumerName } from './jetstream-names.ts';
import type { PubSubComponent } from './planned-component.ts';
import { sameDelivery, type TakenTopic } from './taken-topic.ts';

/** A component while apps and topics join it. */
export interface PubSubComponentDraft extends PubSubComponent {
  readonly publishing: Map<string, Set<string>>;
  readonly subscribing: Map<string, Set<string>>;
  readonly policies: Map<string, PumpPolicy>;
}

/** A component, and the addresses of a topic that are taken through it. */
export interface Carrier {
  readonly component: PubSubComponentDraft;
  readonly addresses: readonly string[];
}

/** Components of a broker that subscriptions of one service may join. */
export interface Carriers {
  readonly components: Map<string, PubSubComponentDraft>;
  /** The one that the service publishes through. */
  readonly base: PubSubComponentDraft;
  readonly service: Service;
  /** What it says of all that it takes. */
  readonly shared: TopicDelivery;
  /** Of the service, in this environment. */
  readonly replicas: number;
}

/**
 * Whether a component holds one subscription. On NATS a durable consumer has one subject and one name. On RabbitMQ a component
 * has one channel, on which requests take each other's answers (amqp091-go): where several subscribe again at once, the
 * broker may be left with a consumer that nobody listens to, which holds what it was handed for half an hour.
 */
const oneSubscriptionEach: ReadonlySet<BrokerType> = new Set(['nats', 'rabbitmq']);

/** Whether nothing is taken through what is published through: one client id can't be both of all and of one. */
const publishesApart: ReadonlySet<BrokerType> = new Set(['mqtt']);

/** Whether a broker's own component takes nothing: all that is taken has others. */
export function publishesOnly(type: BrokerType): boolean {
  return oneSubscriptionEach.has(type) || publishesApart.has(type);
}

/** Whether what a sidecar gives up is gone: the one acknowledges it, the other is told not to bring it again. */
const forgetsGivenUp: ReadonlySet<BrokerType> = new Set(['redis', 'rabbitmq']);

/** Between two attempts at a dead letter, in ms. */
const deadLetterPause = 5_000;

/** @param more what belongs to it alone: `purpose` says why it exists beside the broker's own */
export function draftComponent(
  name: string,
  broker: Broker,
  profile: ConsumerProfile,
  of: Pick<PubSubComponent, 'retention' | 'ordersTopics'>,
  more: Pick<PubSubComponent, 'purpose' | 'consumer'> = {},
): PubSubComponentDraft {
  const { retention, ordersTopics } = of;
  return {
    name,
    broker,
    profile,
    retention,
    ordersTopics,
    ...more,
    publishing: new Map(),
    subscribing: new Map(),
    policies: new Map(),
  };
}

export function grantPublishing(
  architecture: Architecture,
  service: Service,
  carried: ReadonlyMap<string, CarriedTopic>,
  base: PubSubComponentDraft,
): void {
  for (const { event } of service.publications) {
    const topic = carried.get(architecture.events[event]?.topic ?? '');
    if (topic === undefined) continue;
    admit(base, service.name);
    for (const address of topic.addresses) base.publishing.get(service.name)?.add(address);
  }
}

/** Lets an app see a component, with no right on any topic so far. */
export function admit(component: PubSubComponentDraft, app: string): void {
  if (component.publishing.has(app)) return;
  component.publishing.set(app, new Set());
  component.subscribing.set(app, new Set());
}

export function setPolicy(component: PubSubComponentDraft, app: string, policy: PumpPolicy): void {
  const known = component.policies.get(app);
  component.policies.set(app, known === undefined ? policy : loosestPolicy(known, policy));
}

/**
 * Finds or makes the components that carry the subscriptions to a topic. Resiliency and consumer settings belong to
 * components, so what differs from the broker's or the service's own gets one more; in memory it cannot, and shares.
 */
export function carriersOf(among: Carriers, { delivery, carried }: TakenTopic): readonly Carrier[] {
  const { base, service, shared } = among;
  const { addresses, topic } = carried;
  const { broker } = base;
  const own = `${broker.name}--${service.name}--${fileName(topic.name)}`;
  const purpose = `what ${service.name} takes from ${topic.name}`;
  if (oneSubscriptionEach.has(broker.type))
    return addresses.map((address) => carrierOfOne(among, own, purpose, delivery.profile, address));
  const usual = sameDelivery(delivery, shared) || broker.type === 'in-memory';
  if (!usual)
    return [{ component: join(among, own, purpose, delivery.profile, fileName(topic.name)), addresses }];
  if (sameProfile(delivery.profile, base.profile) && !publishesApart.has(broker.type))
    return [{ component: base, addresses }];
  return [{ component: carrierOfService(among, delivery.profile), addresses }];
}

/**
 * The component that a service's own dead letters are taken through, and how. A dead letter has nowhere else to go: where
 * one that is given up would be gone, its sidecar tries for as long as the service is away.
 */
export function carrierOfDeadLetters(
  among: Carriers,
  address: string,
): { readonly component: PubSubComponentDraft; readonly policy: PumpPolicy } {
  const { base, service, shared } = among;
  const { policy } = shared;
  const { type } = base.broker;
  if (publishesApart.has(type)) return { component: carrierOfService(among, shared.profile), policy };
  const name = `${base.broker.name}--${service.name}--`;
  const purpose = `what ${service.name} takes of its dead letters`;
  const { everyReplica: _, ordered: __, ...profile } = shared.profile;
  if (forgetsGivenUp.has(type)) {
    // The topic is the service's own, whatever group it is of.
    const { group: ___, ...own } = profile;
    const retry = { attempts: Number.POSITIVE_INFINITY, backoff: 'constant', wait: deadLetterPause } as const;
    const component = oneSubscriptionEach.has(type)
      ? carrierOfOne(among, `${name}dead-letters`, purpose, own, address).component
      : join(among, `${name}dead-letters`, purpose, own);
    return { component, policy: { ...policy, retry } };
  }
  if (!oneSubscriptionEach.has(type)) return { component: base, policy };
  return {
    component: carrierOfOne(among, `${name}${fileName(address)}`, purpose, profile, address).component,
    policy,
  };
}

function carrierOfService(among: Carriers, profile: ConsumerProfile): PubSubComponentDraft {
  const { base, service } = among;
  return join(among, `${base.name}--${service.name}`, `what ${service.name} takes`, profile);
}

/** @param part of the consumer's name, where the service has several */
function join(
  { components, base, service, replicas }: Carriers,
  name: string,
  purpose: string,
  profile: ConsumerProfile,
  part?: string,
): PubSubComponentDraft {
  const known = components.get(name);
  if (known !== undefined) return known;
  const group = profile.group ?? service.name;
  const consumer = { name: part === undefined ? group : `${group}--${part}`, replicas };
  const made = draftComponent(name, base.broker, profile, base, { purpose, consumer });
  components.set(name, made);
  return made;
}

/** Names of files may be alike where addresses are not, so a name that is taken gets a number. */
function carrierOfOne(
  { components, base, service, replicas }: Carriers,
  wanted: string,
  purpose: string,
  profile: ConsumerProfile,
  address: string,
): Carrier {
  let name = wanted;
  for (let count = 2; components.has(name); count++) name = `${wanted}-${count}`;
  const consumer = { name: consumerName(profile.group ?? service.name, address), replicas };
  const component = draftComponent(name, base.broker, profile, base, { purpose, consumer });
  components.set(name, component);
  return { component, addresses: [address] };
}

/** How many replicas of a service an environment has. */
export function replicasOf(architecture: Architecture, service: Service, environment: string): number {
  return resolveService(architecture, service, environment).values.replicas;
}
