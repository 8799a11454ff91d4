import type { Architecture, Broker, BrokerType, ById } from '../model/architecture.ts';
import { resolveSubscription } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { deliveriesOf } from './deliveries.ts';
import {
  type DeliveryFinding,
  decidedAt,
  gatherFindings,
  subscriptionAt,
  topicAt,
} from './delivery-finding.ts';
import { deliveryFindings } from './delivery-findings.ts';
import { topicCollisions } from './name-findings.ts';
import { showDuration } from './show-duration.ts';

/** Which brokers of a design are thought of as another type. */
export interface BrokerSwap {
  readonly to: BrokerType;
  /** Absent: all, but those in memory. */
  readonly environment?: string;
  /** Name of one broker; absent: all of the environment. */
  readonly broker?: string;
}

/** A guarantee of the design that the brokers, as they are thought of, do not keep. */
export interface UnkeptGuarantee extends DeliveryFinding {
  /** True: the brokers of the design do not keep it either. */
  readonly already: boolean;
}

/**
 * What a design asks for and would not get on brokers of another type. Own keys of the new type are not known yet, so
 * what needs one (`fifo`) is among it.
 */
export function unkeptGuarantees(architecture: Architecture, swap: BrokerSwap): UnkeptGuarantee[] {
  const before = new Set(findAll(withBrokers(architecture, swap, (broker) => broker)).map(identify));
  const swapped = withBrokers(architecture, swap, (broker) => thinkOf(broker, swap.to));
  return findAll(swapped).map((finding) => ({ ...finding, already: before.has(identify(finding)) }));
}

/** Brokers that a swap changes, as `environment/broker`. */
export function swappedBrokers(architecture: Architecture, swap: BrokerSwap): string[] {
  return Object.values(architecture.environments).flatMap((environment) =>
    Object.values(environment.brokers)
      .filter((broker) => isMeant(environment.name, broker, swap))
      .map((broker) => `${environment.name}/${broker.name}`),
  );
}

function isMeant(environment: string, broker: Broker, swap: BrokerSwap): boolean {
  if (swap.broker !== undefined && broker.name !== swap.broker) return false;
  return swap.environment === undefined ? broker.type !== 'in-memory' : swap.environment === environment;
}

/** The design, with those environments alone whose brokers are meant, and these as they are thought of. */
function withBrokers(
  architecture: Architecture,
  swap: BrokerSwap,
  think: (broker: Broker) => Broker,
): Architecture {
  const environments: { [name: string]: Architecture['environments'][string] } = Object.create(null);
  for (const environment of Object.values(architecture.environments)) {
    const brokers: { [name: string]: Broker } = Object.create(null);
    for (const broker of Object.values(environment.brokers)) {
      if (isMeant(environment.name, broker, swap)) brokers[broker.name] = think(broker);
    }
    if (Object.keys(brokers).length > 0) environments[environment.name] = { ...environment, brokers };
  }
  return { ...architecture, environments };
}

function thinkOf(broker: Broker, type: BrokerType): Broker {
  const own: ById<unknown> = broker.type === type ? broker.own : {};
  return { ...broker, type, own };
}

function findAll(architecture: Architecture): DeliveryFinding[] {
  return [
    ...collisionFindings(architecture),
    ...deliveryFindings(architecture),
    ...awayFindings(architecture),
  ];
}

function identify({ rule, at, message }: DeliveryFinding): string {
  // Titles of brokers and lists of environments differ in the text; rule and place do not.
  return JSON.stringify([rule, at.file, at.path, message.split(' ')[0]]);
}

function collisionFindings(architecture: Architecture): DeliveryFinding[] {
  return topicCollisions(architecture).map(({ first, second, shared }) => ({
    rule: 'name-collision',
    message: `topics ${second.topic.name} and ${first.topic.name} are one topic, ${shared}, on ${factsOf(second.broker.type).title} in ${second.environment}`,
    help: `give one of them another address: \`topics: { ${second.topic.name}: { in: { ${second.environment}: { address: … } } } }\``,
    at: topicAt(second.topic),
  }));
}

/** Subscriptions without a dead letter whose events are gone once the service has been away for some time. */
function awayFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const { terms, losses } of deliveriesOf(architecture)) {
    const away = losses.find((loss) => loss.how === 'service-away');
    const { service, subscription, placement } = terms;
    if (away === undefined || placement.broker.type === 'in-memory') continue;
    const { decidedBy } = resolveSubscription(architecture, service, subscription, placement.environment);
    findings.add(placement.environment, {
      rule: 'dead-letter-off',
      message: [
        `${service.name} loses ${subscription.event}`,
        ` once it has not answered for ${showDuration(away.after)}: it has no dead letter, and ${factsOf(placement.broker.type).title} keeps nothing that was refused`,
      ],
      help: terms.settings.everyReplica
        ? 'a broadcast has no dead letter; let the service read again what it missed when it starts'
        : 'leave `deadLetter` out: the built-in {service}.dead-letter keeps what could not be handled',
      at: decidedAt(decidedBy.deadLetter ?? decidedBy.everyReplica, subscriptionAt(subscription)),
    });
  }
  return findings.all();
}
