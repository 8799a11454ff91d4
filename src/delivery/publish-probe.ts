import type { Architecture, Broker, Environment, Service } from '../model/architecture.ts';
import { remembered } from '../model/remember.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { placementsOf } from './placements.ts';
import { topicAddresses } from './topic-addresses.ts';

/** How the relays of a broker's publishers find out whether it has what they sent: the runtime says why that works. */
export interface PublishProbe {
  /** On the broker. Nobody subscribes to it, and no topic of the design has its name. */
  readonly topic: string;
  /** How long the Dapr component waits before it connects anew. */
  readonly reconnectWaitSeconds: number;
}

/**
 * What a service asks with behind what it publishes, by broker: where it has a relay, and the broker's component takes for
 * accepted what it has not heard of.
 */
export function publishProbes(
  architecture: Architecture,
  service: Service,
  environment: Environment,
): ReadonlyMap<string, PublishProbe> {
  const probes = new Map<string, PublishProbe>();
  if (!hasRelay(architecture, service, environment)) return probes;
  for (const broker of brokersPublishedTo(architecture, service, environment)) {
    const probe = probeOf(architecture, environment, broker);
    if (probe !== undefined) probes.set(broker.name, probe);
  }
  return probes;
}

/** Brokers that a service publishes to in an environment, each once. */
export function brokersPublishedTo(
  architecture: Architecture,
  service: Service,
  environment: Environment,
): ReadonlySet<Broker> {
  const placed = placementsOf(architecture).get(environment.name);
  const topics = service.publications.map(({ event }) => architecture.events[event]?.topic ?? '');
  return new Set(topics.map((topic) => placed?.get(topic)?.broker).filter((broker) => broker !== undefined));
}

/** Whether a broker's component takes for accepted what it has not heard of. */
export function assumesAcceptance({ type }: Broker): boolean {
  return factsOf(type).assumesAcceptance !== undefined;
}

/** Whether a service of ours publishes without a relay, which alone asks what became of it. */
export function publishesUnasked(
  architecture: Architecture,
  service: Service,
  environment: Environment,
): boolean {
  return !service.external && !hasRelay(architecture, service, environment);
}

/** Whether what the service publishes leaves its database by a relay of eda's. */
function hasRelay(architecture: Architecture, service: Service, environment: Environment): boolean {
  const { database, language, outbox } = resolveService(architecture, service, environment.name).values;
  return !service.external && language !== 'none' && database === 'postgres' && outbox === 'relay';
}

function probeOf(
  architecture: Architecture,
  environment: Environment,
  broker: Broker,
): PublishProbe | undefined {
  const assumed = factsOf(broker.type).assumesAcceptance;
  if (assumed === undefined) return undefined;
  return remembered(architecture, broker, `publish probe ${environment.name}`, () => ({
    topic: freeName(`${architecture.system.name}.relay-probe`, namesOn(architecture, environment)),
    reconnectWaitSeconds: assumed.reconnectWaitSeconds,
  }));
}

/** Addresses of all topics and dead letters of an environment, on whatever broker. */
function namesOn(architecture: Architecture, { name }: Environment): ReadonlySet<string> {
  const topics = Object.values(architecture.topics).flatMap(
    (topic) => topicAddresses(topic, resolveTopic(architecture, topic, name).values.address) ?? [],
  );
  const deadLetters = Object.values(architecture.services).flatMap((service) =>
    service.subscriptions.map(
      (subscription) => resolveSubscription(architecture, service, subscription, name).values.deadLetter,
    ),
  );
  return new Set([...topics, ...deadLetters]);
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  return name;
}
