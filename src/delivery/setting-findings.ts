import { listSome } from '../diagnostics/list-names.ts';
import type { Architecture } from '../model/architecture.ts';
import { resolveSubscription, resolveTopic } from '../model/settings.ts';
import { type BrokerFacts, factsOf } from './broker-facts.ts';
import { deliveriesOf } from './deliveries.ts';
import {
  type DeliveryFinding,
  decidedAt,
  type FindingsByEnvironment,
  gatherFindings,
  subscriptionAt,
  topicAt,
} from './delivery-finding.ts';
import type { EffectiveDelivery } from './effective-delivery.ts';
import { type Placement, placementsOf } from './placements.ts';
import { showDuration } from './show-duration.ts';

const rule = 'broker-setting';
const day = 86_400_000;

/** Settings of topics and subscriptions that the broker of an environment does not have. Order is told elsewhere. */
export function settingFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  for (const placements of placementsOf(architecture).values()) {
    for (const placement of placements.values()) {
      // What is in memory ends with its process: nobody expects more of it.
      if (placement.broker.type !== 'in-memory') checkTopic(architecture, placement, findings);
    }
  }
  checkSubscriptions(architecture, findings);
  return findings.all();
}

function checkTopic(architecture: Architecture, placement: Placement, findings: FindingsByEnvironment): void {
  const { topic, environment, broker, settings } = placement;
  const facts = factsOf(broker.type);
  const { title, features } = facts;
  const report = (leaf: string, message: readonly [string, string], help: string): void => {
    const { decidedBy } = resolveTopic(architecture, topic, environment);
    findings.add(environment, { rule, message, help, at: decidedAt(decidedBy[leaf], topicAt(topic)) });
  };
  if (settings.compact && !features.compaction) {
    report(
      'compact',
      [`topic ${topic.name} is compacted`, `: ${title} keeps every event alike`],
      'carry it on a broker with compaction, such as kafka, or set `compact: false` there',
    );
  }
  const unkept = unkeptRetention(placement, facts);
  if (unkept !== undefined) {
    report(
      'retention',
      [`topic ${topic.name} keeps its events for ${unkept.wanted}`, `: ${unkept.but}`],
      unkept.help,
    );
  }
  const raw = topic.events.filter((event) => architecture.events[event]?.envelope === 'raw');
  if (settings.ttl !== undefined && features.ttl === 'sidecar' && raw.length > 0) {
    report(
      'ttl',
      [
        `events of topic ${topic.name} expire after ${showDuration(settings.ttl)}`,
        `, but ${listSome(raw)} ${raw.length === 1 ? 'is' : 'are'} raw: on ${title} only an envelope says when`,
      ],
      'leave `ttl` out, or let the event have an envelope',
    );
  }
  if (settings.encoding === 'avro' && !features.avro) {
    report(
      'encoding',
      [`topic ${topic.name} is encoded as avro`, `: on ${title} it is carried as json`],
      'leave `encoding` out there, or carry it on kafka with a registry',
    );
  }
}

function unkeptRetention(
  { topic, settings, environment }: Placement,
  { title, features }: BrokerFacts,
): { readonly wanted: string; readonly but: string; readonly help: string } | undefined {
  const wanted = settings.retention === 'forever' ? 'ever' : showDuration(settings.retention);
  const { maxRetentionDays: most } = features;
  if (features.retention === 'none' || features.retention === 'subscription') {
    // A default for all topics is no promise of this one; what is written at the topic is.
    const isWritten = [topic.settings, topic.in[environment]].some(
      (layer) => layer?.values.retention !== undefined,
    );
    if (!isWritten) return undefined;
    return {
      wanted,
      but: `${title} lets an event go once it is handled`,
      help: 'carry it on a broker with a log, such as kafka, or set no retention of its own there',
    };
  }
  const isTooLong =
    most !== undefined && (settings.retention === 'forever' || settings.retention > most * day);
  if (!isTooLong) return undefined;
  return {
    wanted,
    but: `${title} keeps them for ${most} days at most`,
    help: `set \`retention: ${most}d\` there, or carry it on a broker that keeps them longer, such as kafka`,
  };
}

/** Where a new group begins, and broadcasts; one finding for what is decided at one place. */
function checkSubscriptions(architecture: Architecture, findings: FindingsByEnvironment): void {
  const groups = new Map<string, EffectiveDelivery[]>();
  for (const delivery of deliveriesOf(architecture)) {
    const fault = subscriptionFault(delivery);
    if (fault === undefined) continue;
    // What nobody wrote nobody misses: a new group on such a broker is what its users know.
    if (fault === 'rereads-latest' && !saysStart(architecture, delivery)) continue;
    const { service, subscription, placement } = delivery.terms;
    const at = placeOf(architecture, delivery, fault);
    const key = JSON.stringify([
      service.name,
      placement.environment,
      placement.broker.name,
      fault,
      at ?? subscription.at,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  for (const deliveries of groups.values()) {
    const [first] = deliveries;
    const fault = first === undefined ? undefined : subscriptionFault(first);
    if (first === undefined || fault === undefined) continue;
    const { service, subscription, placement } = first.terms;
    const { title } = factsOf(placement.broker.type);
    const events = [...new Set(deliveries.map(({ terms }) => terms.subscription.event))];
    const { behind, but, help } = faults[fault](title);
    findings.add(placement.environment, {
      rule,
      message: [`${service.name} takes ${listSome(events)} ${behind}`, `: ${but}`],
      help,
      at: placeOf(architecture, first, fault) ?? subscriptionAt(subscription),
    });
  }
}

type SubscriptionFault = 'no-broadcast' | 'rereads-broadcast' | 'rereads-latest' | 'no-earliest';

function subscriptionFault({ terms }: EffectiveDelivery): SubscriptionFault | undefined {
  const { settings, placement } = terms;
  // What is in memory begins with its process, and there is one replica of each.
  if (placement.broker.type === 'in-memory') return undefined;
  const { features } = factsOf(placement.broker.type);
  if (settings.everyReplica) {
    if (features.everyReplica === 'no') return 'no-broadcast';
    return features.everyReplica === 'rereads' ? 'rereads-broadcast' : undefined;
  }
  if (settings.startAt === 'earliest') return features.start === 'latest' ? 'no-earliest' : undefined;
  return features.start === 'earliest' ? 'rereads-latest' : undefined;
}

/** Whether any layer says where a new group begins. Looked up here because most subscriptions ask, and few say so. */
function saysStart(architecture: Architecture, { terms }: EffectiveDelivery): boolean {
  const { service, subscription, placement } = terms;
  const { environment } = placement;
  return [
    subscription.in[environment],
    subscription.settings,
    service.in[environment]?.defaults,
    architecture.environments[environment]?.defaults,
    service.defaults,
    architecture.domains[service.domain]?.defaults,
    architecture.defaults,
  ].some((layer) => layer?.values.startAt !== undefined);
}

function placeOf(architecture: Architecture, { terms }: EffectiveDelivery, fault: SubscriptionFault) {
  const { service, subscription, placement } = terms;
  const { decidedBy } = resolveSubscription(architecture, service, subscription, placement.environment);
  const leaf = fault === 'no-broadcast' || fault === 'rereads-broadcast' ? 'everyReplica' : 'startAt';
  // What a projection needs follows from it and stands nowhere.
  if (subscription.origin.kind !== 'written') return undefined;
  const decided = decidedBy[leaf];
  return decided === undefined || decided === 'built-in' ? undefined : decided;
}

const faults: {
  readonly [fault in SubscriptionFault]: (title: string) => {
    readonly behind: string;
    readonly but: string;
    readonly help: string;
  };
} = {
  'no-broadcast': (title) => ({
    behind: 'in every replica',
    but: `${title} has the groups that were made for it, and none for a replica`,
    help: 'let one replica take it and tell the others, or carry it on a broker that broadcasts, such as kafka',
  }),
  'rereads-broadcast': (title) => ({
    behind: 'in every replica',
    but: `on ${title} each start of one reads the topic from its start`,
    help: 'make the handler bear repeats, keep the retention short, or use kafka',
  }),
  'rereads-latest': (title) => ({
    behind: 'from the latest on',
    but: `on ${title} a new group reads the topic from its start`,
    help: 'let the handler tell old events by their time, or use kafka',
  }),
  'no-earliest': (title) => ({
    behind: 'from the earliest on',
    but: `on ${title} a new group sees only what is published after it began`,
    help: 'start the service before its publishers, let it ask them for what was before, or carry the topic on a broker with a log, such as kafka',
  }),
};
