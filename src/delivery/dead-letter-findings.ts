import { placeAt } from '../diagnostics/diagnostic.ts';
import { listSome } from '../diagnostics/list-names.ts';
import type { Architecture } from '../model/architecture.ts';
import { resolveSubscription } from '../model/settings.ts';
import { factsOf } from './broker-facts.ts';
import { topicNamed } from './dead-letter-readers.ts';
import { deliveriesOf } from './deliveries.ts';
import {
  type DeliveryFinding,
  decidedAt,
  type FindingsByEnvironment,
  gatherFindings,
  leaveOut,
  serviceAt,
  subscriptionAt,
} from './delivery-finding.ts';
import type { EffectiveDelivery } from './effective-delivery.ts';

/** Dead letters that nobody reads or keeps, that are never written, or that come back to who wrote them. */
export function deadLetterFindings(architecture: Architecture): DeliveryFinding[] {
  const findings = gatherFindings();
  const unread = new Set<string>();
  for (const delivery of deliveriesOf(architecture)) {
    const { service, placement, settings } = delivery.terms;
    const once = [service.name, placement.environment, placement.broker.name, settings.deadLetter].join('\0');
    if (delivery.end.kind === 'topic' && !unread.has(once)) {
      unread.add(once);
      reportUnread(delivery, findings);
    }
    if (settings.everyReplica) reportUnused(delivery, findings);
  }
  reportLoops(architecture, findings);
  return findings.all();
}

function reportUnread({ terms, end }: EffectiveDelivery, findings: FindingsByEnvironment): void {
  const { service, placement, judge } = terms;
  const { broker, environment } = placement;
  // What a broker in memory holds nobody relies on.
  if (end.kind !== 'topic' || end.readers.length > 0 || broker.type === 'in-memory') return;
  const { title } = factsOf(broker.type);
  const help =
    judge === 'service'
      ? 'with `database: postgres` the service keeps its dead letters in a table; or let a service of the design take that topic'
      : `let whoever runs ${service.name} take that topic, or a service of the design`;
  findings.add(environment, {
    rule: end.kept ? 'dead-letter-unread' : 'dead-letter-lost',
    message: end.kept
      ? [`nobody takes ${end.name}, where dead letters of ${service.name} go`, '']
      : [
          `dead letters of ${service.name} go to ${end.name}, which nobody takes`,
          `, and ${title} keeps nothing for a topic without a subscriber: they are lost`,
        ],
    help,
    at: serviceAt(service),
  });
}

function reportUnused({ terms }: EffectiveDelivery, findings: FindingsByEnvironment): void {
  const { service, subscription, placement } = terms;
  const { environment } = placement;
  const written = [subscription.in[environment], subscription.settings].find(
    (layer) => layer?.values.deadLetter !== undefined,
  );
  const name = written?.values.deadLetter;
  if (written === undefined || name === 'none') return;
  findings.add(environment, {
    rule: 'dead-letter-unreachable',
    message: [
      `${service.name} takes ${subscription.event} in every replica`,
      `, so nothing of it ever reaches ${String(name)}: what one replica gives up another may have handled`,
    ],
    help: 'leave `deadLetter` out, or take the event in one replica',
    at: placeAt(written.at, 'deadLetter'),
    // Nothing reads it, so nothing changes.
    ...leaveOut(placeAt(written.at, 'deadLetter'), true),
  });
}

/** Dead letters that arrive where they came from, at once or through the dead letters of others. */
function reportLoops(architecture: Architecture, findings: FindingsByEnvironment): void {
  const edges = new Map<string, Map<string, EffectiveDelivery[]>>();
  for (const delivery of deliveriesOf(architecture)) {
    const { placement, settings } = delivery.terms;
    const { environment, broker, topic } = placement;
    if (settings.deadLetter === 'none') continue;
    const target = topicNamed(architecture, environment, broker.name, settings.deadLetter);
    if (target === undefined) continue;
    const from = `${environment}\0${broker.name}\0${topic.name}`;
    const to = `${environment}\0${broker.name}\0${target.name}`;
    const targets = edges.get(from) ?? new Map<string, EffectiveDelivery[]>();
    edges.set(from, targets);
    targets.set(to, [...(targets.get(to) ?? []), delivery]);
  }
  for (const [from, targets] of edges) {
    for (const [to, deliveries] of targets) {
      const path = pathBetween(edges, to, from);
      if (path === undefined) continue;
      for (const { terms } of deliveries) {
        const { service, subscription, placement, settings } = terms;
        const { decidedBy } = resolveSubscription(architecture, service, subscription, placement.environment);
        const names = path.map((step) => step.split('\0')[2] ?? '');
        findings.add(placement.environment, {
          rule: 'dead-letter-loop',
          message: [
            names.length === 1
              ? `dead letters of ${service.name} go to ${settings.deadLetter}, where they came from,`
              : `dead letters of ${service.name} go to ${settings.deadLetter} and come back to it through ${listSome(names.slice(0, -1))}`,
            '',
          ],
          help: 'leave `deadLetter` out: the built-in {service}.dead-letter is a topic of its own',
          at: decidedAt(decidedBy.deadLetter, subscriptionAt(subscription)),
          ...leaveOut(decidedBy.deadLetter, false),
        });
      }
    }
  }
}

/** The topics from one to another, both included; undefined where there is no way. */
function pathBetween(
  edges: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
  from: string,
  to: string,
): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const open = [from];
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    if (node === to) {
      const path: string[] = [];
      for (let step: string | undefined = node; step !== undefined; step = cameFrom.get(step))
        path.unshift(step);
      return path;
    }
    for (const next of edges.get(node)?.keys() ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      open.push(next);
    }
  }
  return undefined;
}
