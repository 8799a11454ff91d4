import { factsOf } from '../../delivery/broker-facts.ts';
import { deliveriesOf } from '../../delivery/deliveries.ts';
import type { DeliveryEnd, EffectiveDelivery } from '../../delivery/effective-delivery.ts';
import { type Placement, placementsOf } from '../../delivery/placements.ts';
import { showDuration } from '../../delivery/show-duration.ts';
import type { Architecture, Service } from '../../model/architecture.ts';
import { resolveService } from '../../model/settings.ts';
import { countOf, type Design } from '../drawing.ts';
import { createGraph, type GraphDraft } from './create-graph.ts';
import { addDomain } from './flow-graph.ts';
import { type Badge, elementId, type Graph } from './graph.ts';
import type { ViewOptions } from './view-options.ts';

/**
 * What carries the events in one environment: brokers with their topics, who publishes to them and takes from them, and
 * where messages end that nobody could handle.
 */
export function infraGraph({ architecture, index }: Design, { environment: wanted }: ViewOptions): Graph {
  const environment = wanted ?? Object.keys(architecture.environments)[0] ?? '';
  const placements = [...(placementsOf(architecture).get(environment)?.values() ?? [])];
  const deliveries = deliveriesOf(architecture).filter(
    ({ terms }) => terms.placement.environment === environment,
  );
  const graph = createGraph();
  const users = new Map<string, Set<string>>();
  for (const { broker, topic } of placements) {
    const own = users.get(broker.name) ?? new Set<string>();
    users.set(broker.name, own);
    for (const event of topic.events) {
      for (const { service } of [...index.publishersOf(event), ...index.subscribersOf(event)])
        own.add(service.name);
    }
  }
  // Who publishes stands left of the broker, with all of its domain; who only takes stands right of it.
  const sending = new Set(
    placements.flatMap(({ topic }) =>
      topic.events.flatMap((event) => index.publishersOf(event).map(({ service }) => sideOf(service))),
    ),
  );
  for (const placement of placements) {
    const id = addTopic(graph, placement, users.get(placement.broker.name)?.size ?? 0);
    for (const event of placement.topic.events) {
      for (const { service } of index.publishersOf(event)) {
        graph.edge({ from: addRunning(graph, architecture, service, environment), to: id, kind: 'publish' });
      }
      for (const { service } of index.subscribersOf(event)) {
        graph.edge({
          from: id,
          to: addRunning(graph, architecture, service, environment),
          kind: 'deliver',
          ...(sending.has(sideOf(service)) ? { turned: true } : {}),
        });
      }
    }
  }
  for (const gathered of gatherDeadLetters(deliveries)) addDeadLetter(graph, gathered, sending);
  const carried = new Set(placements.map(({ topic }) => topic.name));
  const left = Object.values(architecture.topics).filter(
    ({ name, events }) => events.length > 0 && !carried.has(name),
  ).length;
  return graph.finish({
    view: 'infra',
    title:
      environment === ''
        ? `Infrastructure of ${architecture.system.title}: there is no environment`
        : `Infrastructure of ${architecture.system.title} in ${environment}`,
    remarks:
      left === 0
        ? []
        : [`${countOf(left, 'topic')} without a broker in ${environment || 'any environment'}: not drawn`],
  });
}

function brokerGroup(graph: GraphDraft, { broker }: Placement, services: number): string {
  return graph.group({
    id: `broker:${broker.name}`,
    kind: 'broker',
    name: `${broker.name}: ${factsOf(broker.type).title}`,
    fact: [
      ...broker.servers,
      ...(services === 0 ? [] : [`open to ${countOf(services, 'service')}`]),
      ...(broker.tls ? ['TLS'] : []),
    ].join(' · '),
  });
}

function addTopic(graph: GraphDraft, placement: Placement, services: number): string {
  const { topic, broker, settings } = placement;
  const { features } = factsOf(broker.type);
  const facts = [
    ...(features.partitions ? [countOf(settings.partitions, 'partition')] : []),
    ...(settings.ordered ? ['ordered'] : []),
    ...(features.retention === 'none'
      ? []
      : [settings.retention === 'forever' ? 'kept for ever' : showDuration(settings.retention)]),
    ...(settings.compact ? ['compacted'] : []),
  ];
  const badges: Badge[] = [
    ...(topic.events.length > 1
      ? [{ kind: 'note', text: countOf(topic.events.length, 'event') } as const]
      : []),
    ...(settings.encoding === 'avro' ? [{ kind: 'note', text: 'Avro' } as const] : []),
  ];
  return graph.node({
    id: elementId.topic(topic.name),
    kind: 'topic',
    name: settings.address,
    fact: facts.join(' · '),
    ...(badges.length === 0 ? {} : { badges }),
    group: brokerGroup(graph, placement, services),
  });
}

/** A service as it runs in an environment. */
function addRunning(
  graph: GraphDraft,
  architecture: Architecture,
  service: Service,
  environment: string,
): string {
  const { language, database, outbox, replicas } = resolveService(architecture, service, environment).values;
  const group = addDomain(graph, service.domain);
  return graph.node({
    id: elementId.service(service.name),
    kind: service.external ? 'external' : 'service',
    name: service.name,
    fact: service.external
      ? 'external'
      : [
          ...(language === 'none' ? [] : [{ typescript: 'TypeScript', python: 'Python' }[language]]),
          ...(database === 'none' ? ['no database'] : [`PostgreSQL, outbox by ${outbox}`]),
        ].join(' · '),
    ...(replicas > 1 && !service.external
      ? { badges: [{ kind: 'replicas', text: `× ${replicas}` } as const] }
      : {}),
    ...(group === undefined ? {} : { group }),
  });
}

/** What stands on one side of the broker together. */
function sideOf({ name, domain }: Service): string {
  return domain === '' ? name : `domain ${domain}`;
}

/** Deliveries of one service that end at the same place. */
interface DeadLetters {
  readonly service: Service;
  readonly broker: string;
  readonly end: DeliveryEnd;
  readonly attempts: readonly number[];
}

function gatherDeadLetters(deliveries: readonly EffectiveDelivery[]): readonly DeadLetters[] {
  const gathered = new Map<string, DeadLetters>();
  for (const { terms, end } of deliveries) {
    const { service, placement, settings } = terms;
    const key = JSON.stringify([service.name, end.kind, end.kind === 'topic' ? end.name : '']);
    const known = gathered.get(key) ?? { service, broker: placement.broker.name, end, attempts: [] };
    gathered.set(key, { ...known, attempts: [...known.attempts, settings.retry.attempts] });
  }
  return [...gathered.values()];
}

/** Where deliveries end that failed each time: left of a publisher, right of one who takes only. */
function addDeadLetter(
  graph: GraphDraft,
  { service, broker, end, attempts }: DeadLetters,
  sending: ReadonlySet<string>,
): void {
  const from = elementId.service(service.name);
  const [least, most] = [Math.min(...attempts), Math.max(...attempts)];
  const edge = {
    from,
    kind: 'deadLetter',
    label: least === most ? `after ${countOf(most, 'attempt')}` : `after ${least} to ${most} attempts`,
  } as const;
  if (end.kind === 'table') {
    const domain = service.domain === '' ? undefined : elementId.domain(service.domain);
    const to = graph.node({
      id: `deadLetter:table:${service.name}`,
      element: from,
      kind: 'deadLetter',
      name: 'eda.dead_letter',
      fact: end.keyWaits ? 'table; its key waits' : 'table, until replayed',
      ...(domain === undefined ? {} : { group: domain }),
    });
    graph.edge({ ...edge, to, ...(sending.has(sideOf(service)) ? { turned: true } : {}) });
  } else if (end.kind === 'topic') {
    const to = graph.node({
      id: `deadLetter:topic:${end.name}`,
      element: elementId.topic(end.name),
      kind: 'deadLetter',
      name: end.name,
      fact:
        end.readers.length > 0
          ? `taken by ${end.readers.join(', ')}`
          : end.kept
            ? 'nobody takes it'
            : 'nobody takes it: lost',
      group: `broker:${broker}`,
    });
    graph.edge({ ...edge, to });
  }
}
