import type { Fix, FixEdit, Place } from '../diagnostics/diagnostic.ts';
import type { Architecture, Broker, Service } from '../model/architecture.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { groupNameProblems, type NameProblem, topicIdentity, topicNameProblems } from './broker-names.ts';
import { deliveriesOf } from './deliveries.ts';
import {
  type DeliveryFinding,
  decidedAt,
  type FindingsByEnvironment,
  gatherFindings,
  serviceAt,
  subscriptionAt,
  topicAt,
} from './delivery-finding.ts';
import type { EffectiveDelivery } from './effective-delivery.ts';
import { type Placement, placementsOf } from './placements.ts';
import { topicAddresses } from './topic-addresses.ts';

/** Names of topics, dead-letter topics and groups that their brokers do not take, templates filled in. */
export function nameFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  const seen = new Map<string, readonly NameProblem[]>();
  for (const placements of placementsOf(architecture).values()) {
    for (const placement of placements.values()) checkTopic(architecture, placement, seen, findings);
  }
  checkConsumers(architecture, findings);
  return findings.all();
}

function checkTopic(
  architecture: Architecture,
  placement: Placement,
  seen: Map<string, readonly NameProblem[]>,
  findings: FindingsByEnvironment,
): void {
  const { topic, environment, broker, settings } = placement;
  const addresses = topicAddresses(topic, settings.address) ?? [
    // Of a name with open parameters only what is fixed can be judged.
    settings.address.replace(/\{[^{}]*\}/g, 'x'),
  ];
  for (const address of addresses) {
    const key = `${broker.type}\0${broker.own.fifo === true}\0${address}`;
    let problems = seen.get(key);
    if (problems === undefined) {
      problems = topicNameProblems(broker.type, address, broker);
      seen.set(key, problems);
    }
    for (const problem of problems) {
      // What brokers keep for themselves is a rule of its own.
      if (problem.kind === 'reserved') continue;
      const { decidedBy } = resolveTopic(architecture, topic, environment);
      findings.add(environment, {
        rule: ruleOf(problem),
        message: [
          address === topic.name ? `topic ${topic.name}` : `'${address}', the address of topic ${topic.name}`,
          ` ${problem.message}`,
        ],
        help:
          address === topic.name
            ? `${problem.help}; \`address\` at the topic says its name there`
            : problem.help,
        at: decidedAt(decidedBy.address, topicAt(topic)),
        ...addressFix(architecture, placement, address, decidedBy.address),
      });
    }
  }
}

/**
 * Another address for a topic whose name has characters that a broker does not take: the same with dots instead. Never
 * safe, since the topic on the broker is another one then.
 */
function addressFix(
  architecture: Architecture,
  { topic }: Placement,
  address: string,
  decided: Place | 'built-in' | undefined,
): { readonly fix?: Fix } {
  const mended = address.replace(/[^A-Za-z0-9._-]+/g, '.').replace(/^\.+|\.+$/g, '');
  // A text with placeholders is not what it is filled in to; a default speaks of other topics as well.
  const isWritten = decided !== undefined && decided !== 'built-in' && decided.path[0] === 'topics';
  if (mended === address || (isWritten ? topic.settings.values.address !== address : !topic.written))
    return {};
  const isTaken = [...placementsOf(architecture).values()].some((placements) => {
    const broker = placements.get(topic.name)?.broker;
    return (
      broker !== undefined &&
      (topicNameProblems(broker.type, mended, broker).length > 0 ||
        [...placements.values()].some(
          (other) => other.broker === broker && other.topic !== topic && other.settings.address === mended,
        ))
    );
  });
  if (isTaken) return {};
  const edit: FixEdit = isWritten
    ? { at: decided, text: mended }
    : { at: { file: topic.at.file, path: topic.at.path }, insert: { key: 'address', value: mended } };
  return { fix: { safe: false, title: `name it ${mended} on its brokers`, edits: [edit] } };
}

/** Groups and dead-letter topics, each once for a service, an environment and a broker. */
function checkConsumers(architecture: Architecture, findings: FindingsByEnvironment): void {
  const seen = new Set<string>();
  let before: EffectiveDelivery | undefined;
  for (const delivery of deliveriesOf(architecture)) {
    const { service, placement, serviceSettings, settings } = delivery.terms;
    const { broker, environment, settings: topic } = placement;
    const isDerived = factsOf(broker.type).subscription !== undefined;
    // Deliveries of a service stand together and mostly agree.
    const last = before?.terms;
    before = delivery;
    if (
      !isDerived &&
      last?.service === service &&
      last.placement.environment === environment &&
      last.placement.broker === broker &&
      last.settings.deadLetter === settings.deadLetter
    ) {
      continue;
    }
    const once = (...parts: readonly string[]): boolean => {
      const key = [service.name, environment, broker.name, ...parts].join('\0');
      return !seen.has(key) && seen.add(key) !== undefined;
    };
    if (once('group', serviceSettings.group, isDerived ? topic.address : '')) {
      checkGroup(architecture, service, delivery, findings);
    }
    if (settings.deadLetter !== 'none' && once('dead letter', settings.deadLetter)) {
      checkDeadLetter(architecture, delivery, findings);
    }
  }
}

function checkGroup(
  architecture: Architecture,
  service: Service,
  { terms: { placement, serviceSettings } }: EffectiveDelivery,
  findings: FindingsByEnvironment,
): void {
  const { broker, environment, settings } = placement;
  for (const problem of groupNameProblems(broker.type, serviceSettings.group, settings.address, broker)) {
    findings.add(environment, {
      rule: ruleOf(problem),
      message: [`'${problem.name}', the ${problem.what} of ${service.name}`, ` ${problem.message}`],
      help: `${problem.help}; \`group\` at the service says another one`,
      at: decidedAt(resolveService(architecture, service, environment).decidedBy.group, serviceAt(service)),
    });
  }
}

function checkDeadLetter(
  architecture: Architecture,
  { terms: { service, subscription, placement, settings } }: EffectiveDelivery,
  findings: FindingsByEnvironment,
): void {
  const { broker, environment } = placement;
  for (const problem of topicNameProblems(broker.type, settings.deadLetter, broker)) {
    const { decidedBy } = resolveSubscription(architecture, service, subscription, environment);
    findings.add(environment, {
      rule: ruleOf(problem),
      message: [`'${settings.deadLetter}', the dead-letter topic of ${service.name}`, ` ${problem.message}`],
      help: `${problem.help}; \`deadLetter\` says another one`,
      at: decidedAt(decidedBy.deadLetter, subscriptionAt(subscription)),
    });
  }
}

function ruleOf({ kind }: NameProblem): string {
  return kind === 'length' || kind === 'cut' ? 'broker-name-length' : 'broker-name';
}

/** Two topics of a design that are one on their broker. */
export interface TopicCollision {
  readonly first: Placement;
  readonly second: Placement;
  /** What the broker calls both. */
  readonly shared: string;
}

/** Topics whose addresses are the same to their broker; each pair once, in the first environment where it is so. */
export function topicCollisions(architecture: Architecture): TopicCollision[] {
  const seen = new Set<string>();
  const collisions: TopicCollision[] = [];
  for (const placements of placementsOf(architecture).values()) {
    const taken = new Map<string, Placement>();
    for (const placement of placements.values()) {
      const shared = identityOn(placement.broker, placement.settings.address);
      const first = taken.get(shared.key);
      if (first === undefined) {
        taken.set(shared.key, placement);
        continue;
      }
      const pair = `${first.topic.name}\0${placement.topic.name}`;
      if (seen.has(pair)) continue;
      seen.add(pair);
      collisions.push({ first, second: placement, shared: shared.name });
    }
  }
  return collisions;
}

function identityOn(broker: Broker, address: string): { readonly key: string; readonly name: string } {
  const name = topicIdentity(broker.type, address, broker);
  return { key: `${broker.name}\0${name}`, name };
}
