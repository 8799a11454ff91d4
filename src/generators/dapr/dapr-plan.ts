import {
  type ConsumerProfile,
  environmentProfile,
  loosestPolicy,
  type PumpPolicy,
  sameProfile,
  type TopicDelivery,
} from '../../delivery/delivery-settings.ts';
import { judgeOf } from '../../delivery/delivery-terms.ts';
import type { Judge } from '../../delivery/retry-time.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Broker, Environment, Service } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { resolveService } from '../../model/settings.ts';
import { fillTemplate } from '../../model/template.ts';
import { type CarriedTopic, carriedTopics, longestRetention } from './carried-topic.ts';
import { hasLoginPerService, publishingComponent } from './component-name.ts';
import { rabbitmqQueue } from './rabbitmq-queue.ts';
import { deadLetterRoute, subscriptionRoute } from './route.ts';
import { sameDelivery, sharedDelivery, type TakenTopic, takenTopics } from './taken-topic.ts';

/** What Dapr has to be told of one environment: the design, seen from its components. */
export interface DaprPlan {
  readonly environment: Environment;
  /** Services with a sidecar, in the order of the design. */
  readonly services: readonly Service[];
  readonly components: readonly PubSubComponent[];
  readonly subscriptions: readonly TopicSubscription[];
  /** Service → who counts its attempts. */
  readonly judges: ReadonlyMap<string, Judge>;
}

export interface PubSubComponent {
  readonly name: string;
  readonly broker: Broker;
  readonly profile: ConsumerProfile;
  /** Why it exists beside the broker's own. */
  readonly purpose?: string;
  /** App → topics that it may publish, as on the broker. Its keys are the apps that see the component. */
  readonly publishing: ReadonlyMap<string, ReadonlySet<string>>;
  readonly subscribing: ReadonlyMap<string, ReadonlySet<string>>;
  /** App → how its sidecar treats failures here. */
  readonly policies: ReadonlyMap<string, PumpPolicy>;
  /** Longest retention of the broker's topics, in ms. */
  readonly retention: number | 'forever';
}

export interface TopicSubscription {
  /** Name of the resource, unique in the environment. */
  readonly name: string;
  readonly service: string;
  readonly component: string;
  readonly address: string;
  readonly route: string;
  readonly deadLetter?: string;
  readonly bulk?: { readonly max: number; readonly wait: number };
  /** What the broker's component wants to know of a subscription. */
  readonly metadata?: { readonly [name: string]: string };
  /** It takes the service's own dead letters. */
  readonly ofDeadLetters: boolean;
}

/** Broker types that this generator writes components for. */
const generatedBrokers: ReadonlySet<string> = new Set(['in-memory', 'redis', 'kafka', 'rabbitmq']);

/** Plans components, scopes and subscriptions of an environment. What cannot be generated is reported and left out. */
export function planDapr(
  architecture: Architecture,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): DaprPlan {
  const services = Object.values(architecture.services).filter((service) => !service.external);
  const components = new Map<string, PubSubComponentDraft>();
  const subscriptions: TopicSubscription[] = [];
  for (const broker of Object.values(environment.brokers)) {
    if (!generatedBrokers.has(broker.type)) {
      report(brokerNotGenerated(broker, environment));
      continue;
    }
    const carried = carriedTopics(architecture, environment, broker, report);
    const usual = environmentProfile(architecture, environment.name, broker);
    const retention = longestRetention(carried);
    for (const service of services) {
      const takes = takenTopics(architecture, environment, service, broker, carried, report);
      const shared = sharedDelivery(architecture, service, environment, broker, takes);
      const name = publishingComponent(broker, service.name);
      const profile = hasLoginPerService(broker) ? shared.profile : usual;
      const base =
        components.get(name) ?? draftComponent(name, brokerOf(broker, service), profile, retention);
      components.set(name, base);
      grantPublishing(architecture, service, carried, base);
      for (const take of takes) {
        const component = componentFor(components, base, service, shared, take);
        subscriptions.push(...subscribe(service, component, take));
      }
      if (takes.length > 0 && keepsDeadLetters(architecture, service, environment)) {
        subscriptions.push(...subscribeDeadLetters(service, base, shared.policy, takes));
      }
    }
  }
  return {
    environment,
    services,
    components: [...components.values()].filter(({ publishing }) => publishing.size > 0),
    subscriptions: withUniqueNames(subscriptions),
    judges: judgesOf(architecture, services, environment),
  };
}

function judgesOf(
  architecture: Architecture,
  services: readonly Service[],
  environment: Environment,
): ReadonlyMap<string, Judge> {
  return new Map(
    services.map((service) => [
      service.name,
      judgeOf(resolveService(architecture, service, environment.name).values),
    ]),
  );
}

/** The broker as a service logs in to it. */
function brokerOf(broker: Broker, service: Service): Broker {
  const { secret } = broker.auth;
  if (secret === undefined || !hasLoginPerService(broker)) return broker;
  return { ...broker, auth: { ...broker.auth, secret: fillTemplate(secret, { service: service.name }) } };
}

/** A component while apps and topics join it. */
interface PubSubComponentDraft extends PubSubComponent {
  readonly publishing: Map<string, Set<string>>;
  readonly subscribing: Map<string, Set<string>>;
  readonly policies: Map<string, PumpPolicy>;
}

function draftComponent(
  name: string,
  broker: Broker,
  profile: ConsumerProfile,
  retention: number | 'forever',
  purpose?: string,
): PubSubComponentDraft {
  return {
    name,
    broker,
    profile,
    retention,
    ...(purpose === undefined ? {} : { purpose }),
    publishing: new Map(),
    subscribing: new Map(),
    policies: new Map(),
  };
}

function grantPublishing(
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
function admit(component: PubSubComponentDraft, app: string): void {
  if (component.publishing.has(app)) return;
  component.publishing.set(app, new Set());
  component.subscribing.set(app, new Set());
}

/**
 * Finds or makes the component that carries a subscription. Resiliency and consumer settings belong to components,
 * so what differs from the broker's or the service's own gets one more; in memory it cannot, and shares.
 */
function componentFor(
  components: Map<string, PubSubComponentDraft>,
  base: PubSubComponentDraft,
  service: Service,
  shared: TopicDelivery,
  { delivery, carried }: TakenTopic,
): PubSubComponentDraft {
  const usual = sameDelivery(delivery, shared) || base.broker.type === 'in-memory';
  if (usual && sameProfile(delivery.profile, base.profile)) return base;
  const [name, purpose] = usual
    ? [`${base.name}--${service.name}`, `what ${service.name} takes`]
    : [
        `${base.broker.name}--${service.name}--${fileName(carried.topic.name)}`,
        `what ${service.name} takes from ${carried.topic.name}`,
      ];
  const known = components.get(name);
  if (known !== undefined) return known;
  const made = draftComponent(name, base.broker, delivery.profile, base.retention, purpose);
  components.set(name, made);
  return made;
}

function subscribe(
  service: Service,
  component: PubSubComponentDraft,
  { carried, delivery }: TakenTopic,
): TopicSubscription[] {
  admit(component, service.name);
  setPolicy(component, service.name, delivery.policy);
  // The sidecar publishes a dead letter in the name of the app that could not handle it.
  if (delivery.deadLetter !== undefined) component.publishing.get(service.name)?.add(delivery.deadLetter);
  return carried.addresses.map((address, index) => {
    component.subscribing.get(service.name)?.add(address);
    return {
      name: `${service.name}--${fileName(carried.topic.name)}${index === 0 ? '' : `-${index + 1}`}`,
      service: service.name,
      component: component.name,
      address,
      route: subscriptionRoute(carried.topic.name),
      ...(delivery.deadLetter === undefined ? {} : { deadLetter: delivery.deadLetter }),
      ...(delivery.bulk === undefined ? {} : { bulk: delivery.bulk }),
      ...subscriptionMetadata(component, carried.ordered),
      ofDeadLetters: false,
    };
  });
}

/** Dead letters of the sidecar go into the service's table; their subscription has no dead-letter topic itself. */
function subscribeDeadLetters(
  service: Service,
  base: PubSubComponentDraft,
  policy: PumpPolicy,
  takes: readonly TakenTopic[],
): TopicSubscription[] {
  const addresses = new Set(takes.flatMap(({ delivery }) => delivery.deadLetter ?? []));
  return [...addresses].map((address) => {
    admit(base, service.name);
    if (!base.policies.has(service.name)) setPolicy(base, service.name, policy);
    base.subscribing.get(service.name)?.add(address);
    return {
      name: `${service.name}--${fileName(address)}`,
      service: service.name,
      component: base.name,
      address,
      route: deadLetterRoute(base.broker.name, address),
      ...subscriptionMetadata(base, false),
      ofDeadLetters: true,
    };
  });
}

function subscriptionMetadata(
  { broker, profile }: PubSubComponent,
  ordered: boolean,
): Pick<TopicSubscription, 'metadata'> {
  return broker.type === 'rabbitmq' ? { metadata: rabbitmqQueue(broker, profile, ordered) } : {};
}

function setPolicy(component: PubSubComponentDraft, app: string, policy: PumpPolicy): void {
  const known = component.policies.get(app);
  component.policies.set(app, known === undefined ? policy : loosestPolicy(known, policy));
}

function keepsDeadLetters(architecture: Architecture, service: Service, environment: Environment): boolean {
  const { database, language } = resolveService(architecture, service, environment.name).values;
  return database === 'postgres' && language !== 'none';
}

/** Names that two texts share, such as `a.b` and `a-b`, get a number in the order of the design. */
function withUniqueNames(subscriptions: readonly TopicSubscription[]): TopicSubscription[] {
  const uses = new Map<string, number>();
  return subscriptions.map((subscription) => {
    const count = (uses.get(subscription.name) ?? 0) + 1;
    uses.set(subscription.name, count);
    return count === 1 ? subscription : { ...subscription, name: `${subscription.name}--${count}` };
  });
}

function brokerNotGenerated(broker: Broker, environment: Environment): Diagnostic {
  return {
    code: 'broker-not-generated',
    severity: 'warning',
    message: `no Dapr component is generated for brokers of type ${broker.type} yet: ${environment.name} has no file for ${broker.name}`,
    help: `write infra/${environment.name}/dapr/components yourself for it, or use in-memory, redis or kafka`,
    at: broker.at,
  };
}
