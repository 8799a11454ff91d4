import { environmentProfile } from '../../delivery/delivery-settings.ts';
import { judgeOf } from '../../delivery/delivery-terms.ts';
import { publishProbes } from '../../delivery/publish-probe.ts';
import type { Judge } from '../../delivery/retry-time.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Broker, Environment, Service } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { resolveService } from '../../model/settings.ts';
import { fillTemplate } from '../../model/template.ts';
import { carriedTopics, longestRetention } from './carried-topic.ts';
import {
  admit,
  type Carrier,
  type Carriers,
  carrierOfDeadLetters,
  carriersOf,
  draftComponent,
  grantPublishing,
  type PubSubComponentDraft,
  replicasOf,
  setPolicy,
} from './component-drafts.ts';
import { hasLoginPerService, publishingComponent } from './component-name.ts';
import { mqttTopic } from './mqtt-metadata.ts';
import type { PubSubComponent } from './planned-component.ts';
import { rabbitmqQueue } from './rabbitmq-queue.ts';
import { deadLetterRoute, subscriptionRoute } from './route.ts';
import { serviceBusSessions } from './service-bus-metadata.ts';
import { sharedDelivery, type TakenTopic, takenTopics } from './taken-topic.ts';

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

export interface TopicSubscription {
  /** Name of the resource, unique in the environment. */
  readonly name: string;
  readonly service: string;
  readonly component: string;
  /** In the design; absent: it takes the service's own dead letters. */
  readonly topic?: string;
  readonly address: string;
  readonly route: string;
  readonly deadLetter?: string;
  readonly bulk?: { readonly max: number; readonly wait: number };
  /** What the broker's component wants to know of a subscription. */
  readonly metadata?: { readonly [name: string]: string };
  /** It takes the service's own dead letters. */
  readonly ofDeadLetters: boolean;
}

interface ReportedPlan {
  readonly plan: DaprPlan;
  readonly diagnostics: readonly Diagnostic[];
}

/** Plans by design and environment: every generator of a broker's files asks for the same ones. */
const known = new WeakMap<Architecture, Map<Environment, ReportedPlan>>();

/** Plans components, scopes and subscriptions of an environment. What cannot be generated is reported and left out. */
export function planDapr(
  architecture: Architecture,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): DaprPlan {
  const plans = known.get(architecture) ?? new Map<Environment, ReportedPlan>();
  known.set(architecture, plans);
  let planned = plans.get(environment);
  if (planned === undefined) {
    const diagnostics: Diagnostic[] = [];
    const plan = makePlan(architecture, environment, (diagnostic) => diagnostics.push(diagnostic));
    planned = { plan, diagnostics };
    plans.set(environment, planned);
  }
  planned.diagnostics.forEach(report);
  return planned.plan;
}

function makePlan(
  architecture: Architecture,
  environment: Environment,
  report: (diagnostic: Diagnostic) => void,
): DaprPlan {
  const services = Object.values(architecture.services).filter((service) => !service.external);
  const components = new Map<string, PubSubComponentDraft>();
  const subscriptions: TopicSubscription[] = [];
  for (const broker of Object.values(environment.brokers)) {
    const carried = carriedTopics(architecture, environment, broker, report);
    const usual = environmentProfile(architecture, environment.name, broker);
    const of = {
      retention: longestRetention(carried),
      ordersTopics: [...carried.values()].some(({ ordered }) => ordered),
    };
    for (const service of services) {
      const takes = takenTopics(architecture, environment, service, broker, carried, report);
      const shared = sharedDelivery(architecture, service, environment, broker, takes);
      const name = publishingComponent(broker, service.name);
      const profile = hasLoginPerService(broker) ? shared.profile : usual;
      const base = components.get(name) ?? draftComponent(name, brokerOf(broker, service), profile, of);
      components.set(name, base);
      grantPublishing(architecture, service, carried, base);
      const probe = publishProbes(architecture, service, environment).get(broker.name);
      if (probe !== undefined) base.publishing.get(service.name)?.add(probe.topic);
      const replicas = replicasOf(architecture, service, environment.name);
      const among: Carriers = { components, base, service, shared, replicas };
      for (const take of takes) subscriptions.push(...subscribe(service, carriersOf(among, take), take));
      if (takes.length > 0 && keepsDeadLetters(architecture, service, environment)) {
        subscriptions.push(...subscribeDeadLetters(among, takes));
      }
    }
  }
  const deadLetters = new Set(subscriptions.map(({ deadLetter }) => deadLetter));
  return {
    environment,
    services,
    components: [...components.values()]
      .filter(({ publishing }) => publishing.size > 0)
      .map((component) => withDeadLetter(component, deadLetters)),
    subscriptions: withUniqueNames(subscriptions),
    judges: judgesOf(architecture, services, environment),
  };
}

/** Says of a component that takes one topic alone, as those of NATS do, that others put their dead letters there. */
function withDeadLetter(
  component: PubSubComponent,
  deadLetters: ReadonlySet<string | undefined>,
): PubSubComponent {
  if (component.broker.type !== 'nats' || component.consumer === undefined) return component;
  const taken = [...component.subscribing.values()].flatMap((topics) => [...topics]);
  const deadLetter = taken.find((topic) => deadLetters.has(topic));
  return deadLetter === undefined ? component : { ...component, deadLetter };
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

function subscribe(
  service: Service,
  carriers: readonly Carrier[],
  { carried, delivery }: TakenTopic,
): TopicSubscription[] {
  const taken = carriers.flatMap(({ component, addresses }) =>
    addresses.map((address) => ({ component, address: takenAddress(component, service, address) })),
  );
  return taken.map(({ component, address }, index) => {
    admit(component, service.name);
    setPolicy(component, service.name, delivery.policy);
    // The sidecar publishes a dead letter in the name of the app that could not handle it.
    if (delivery.deadLetter !== undefined) component.publishing.get(service.name)?.add(delivery.deadLetter);
    component.subscribing.get(service.name)?.add(address);
    return {
      name: `${service.name}--${fileName(carried.topic.name)}${index === 0 ? '' : `-${index + 1}`}`,
      service: service.name,
      component: component.name,
      topic: carried.topic.name,
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
function subscribeDeadLetters(among: Carriers, takes: readonly TakenTopic[]): TopicSubscription[] {
  const { service } = among;
  const addresses = new Set(takes.flatMap(({ delivery }) => delivery.deadLetter ?? []));
  return [...addresses].map((address) => {
    const { component, policy } = carrierOfDeadLetters(among, address);
    admit(component, service.name);
    if (!component.policies.has(service.name)) setPolicy(component, service.name, policy);
    const taken = takenAddress(component, service, address);
    component.subscribing.get(service.name)?.add(taken);
    return {
      name: `${service.name}--${fileName(address)}`,
      service: service.name,
      component: component.name,
      address: taken,
      route: deadLetterRoute(component.broker.name, address),
      ...subscriptionMetadata(component, false),
      ofDeadLetters: true,
    };
  });
}

function subscriptionMetadata(
  { broker, profile }: PubSubComponent,
  ordered: boolean,
): Pick<TopicSubscription, 'metadata'> {
  switch (broker.type) {
    case 'rabbitmq':
      return { metadata: rabbitmqQueue(broker, profile, ordered) };
    case 'azure-service-bus':
      return ordered ? { metadata: serviceBusSessions(profile) } : {};
    default:
      return {};
  }
}

/** The topic as a subscription names it. */
function takenAddress(component: PubSubComponent, service: Service, address: string): string {
  return component.broker.type === 'mqtt' ? mqttTopic(component, service.name, address) : address;
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
