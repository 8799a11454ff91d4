import { factsOf } from '../../delivery/broker-facts.ts';
import { deliveriesOf } from '../../delivery/deliveries.ts';
import type { EffectiveDelivery } from '../../delivery/effective-delivery.ts';
import { usualTimes } from '../../delivery/retry-time.ts';
import { showDuration } from '../../delivery/show-duration.ts';
import { type DataField, fieldsOf } from '../../draw/data-fields.ts';
import { elementId } from '../../draw/graph/graph.ts';
import type { Architecture, EventContract, Service } from '../../model/architecture.ts';
import type { ArchitectureIndex } from '../../model/query.ts';
import { resolveService, resolveTopic } from '../../model/settings.ts';
import type { ElementDetail, Fact, FieldLine, RelationList, StudioDelivery } from '../api.ts';
import type { PlacedElement } from './list-elements.ts';

export interface DescribedDesign {
  readonly architecture: Architecture;
  readonly index: ArchitectureIndex;
  /** What happens to a delivery, in sentences. */
  readonly explain: (delivery: EffectiveDelivery) => string;
}

/** What an inspector tells of an element beside where it is written. */
export type Described = Omit<ElementDetail, 'revision' | 'source' | 'description' | 'operations'> & {
  /** In Markdown. */
  readonly description?: string;
  readonly operations?: readonly DescribedOperation[];
};

export type DescribedOperation = Omit<NonNullable<ElementDetail['operations']>[number], 'description'> & {
  /** In Markdown. */
  readonly description?: string;
};

/** Describes an element as it is in an environment. */
export function describeElement(
  element: PlacedElement,
  environment: string,
  design: DescribedDesign,
): Described {
  const { architecture } = design;
  const base = {
    id: element.id,
    kind: element.kind,
    name: element.name,
    relations: [],
    deliveries: [],
    facts: [],
  };
  switch (element.kind) {
    case 'event':
    case 'command': {
      const event = architecture.events[element.name];
      return event === undefined ? base : { ...base, ...describeEvent(event, environment, design) };
    }
    case 'service':
    case 'external': {
      const service = architecture.services[element.name];
      return service === undefined ? base : { ...base, ...describeService(service, environment, design) };
    }
    case 'topic':
      return { ...base, ...describeTopic(element.name, environment, design) };
    case 'domain':
      return { ...base, ...describeDomain(element.name, design) };
    case 'projection':
      return { ...base, ...describeProjection(element.name, design) };
    case 'aggregate':
      return { ...base, ...describeAggregate(element.name, design) };
    case 'saga':
      return { ...base, ...describeSaga(element.name, design) };
  }
}

type Part = Partial<Described>;

function describeEvent(event: EventContract, environment: string, design: DescribedDesign): Part {
  const { architecture, index } = design;
  const key = new Set(event.key.map((path) => path.join('.')));
  const publishers = index.publishersOf(event.name);
  const takers = index.subscribersOf(event.name);
  const [example] = event.examples;
  const topic = architecture.topics[event.topic];
  return {
    ...(event.summary === undefined ? {} : { summary: event.summary }),
    ...described(event.description),
    facts: facts(
      ['version', event.version],
      ['kind', event.kind],
      ['key', key.size === 0 ? 'none' : [...key].join(' + ')],
      ['topic', event.topic, elementId.topic(event.topic)],
      ['type', event.type],
      ['envelope', event.envelope],
      [
        'compatibility',
        `${event.compatibility.direction}${event.compatibility.transitive ? ', transitive' : ''}`,
      ],
      ['earlier versions', event.previous.map(({ version }) => version).join(', ')],
      [
        'deprecated',
        event.deprecated === undefined
          ? ''
          : `since ${event.deprecated.since}${event.deprecated.sunset === undefined ? '' : `, gone ${event.deprecated.sunset}`}`,
      ],
      [
        'ordered',
        topic === undefined ? '' : yes(resolveTopic(architecture, topic, environment).values.ordered),
      ],
    ),
    fields: fieldLines(fieldsOf(event.data, architecture.schemas), key),
    ...(example === undefined ? {} : { example: JSON.stringify(example, null, 2) }),
    relations: relations(
      ['published by', publishers.map(({ service, by }) => link('service', service.name, whenOf(by)))],
      ['taken by', takers.map(({ service, by }) => link('service', service.name, reasonOf(by)))],
      ['stored by', index.storedIn(event.name).map((name) => link('aggregate', name))],
      ['part of', index.sagasOf(event.name).map((name) => link('saga', name))],
    ),
    deliveries: deliveries(design, environment, ({ terms }) => terms.subscription.event === event.name),
  };
}

function describeService(service: Service, environment: string, design: DescribedDesign): Part {
  const { architecture } = design;
  const settings = resolveService(architecture, service, environment).values;
  const { projections, aggregates, sagas } = architecture;
  const mine = (one: { readonly service: string }): boolean => one.service === service.name;
  const callers = Object.values(architecture.services).filter(({ calls }) => calls.some(mine));
  return {
    ...described(service.description),
    facts: facts(
      ['domain', service.domain, elementId.domain(service.domain)],
      ['owner', service.owner ?? ''],
      ...(service.external
        ? [['external', 'yes: it is not generated'] as const]
        : ([
            ['language', settings.language],
            ['database', settings.database],
            ['outbox', settings.database === 'none' ? '' : settings.outbox],
            ['replicas', String(settings.replicas)],
            ['group', settings.group],
          ] as const)),
    ),
    operations: Object.values(service.operations).map(({ name, method, path, description }) => ({
      name,
      call: `${method.toUpperCase()} ${path}`,
      ...(description === undefined ? {} : { description }),
    })),
    relations: relations(
      [
        'publishes',
        unique(service.publications.map(({ event }) => event)).map((event) =>
          link('event', event, whenOf(service.publications.filter((one) => one.event === event))),
        ),
      ],
      [
        'takes',
        unique(service.subscriptions.map(({ event }) => event)).map((event) =>
          link('event', event, reasonOf(service.subscriptions.filter((one) => one.event === event))),
        ),
      ],
      ['calls', service.calls.map((call) => link('service', call.service, call.operation))],
      ['called by', callers.map(({ name }) => link('service', name))],
      [
        'keeps',
        Object.values(projections)
          .filter(mine)
          .map(({ name }) => link('projection', name)),
      ],
      [
        'owns',
        Object.values(aggregates)
          .filter(mine)
          .map(({ name }) => link('aggregate', name)),
      ],
      [
        'coordinates',
        Object.values(sagas)
          .filter((saga) => saga.style === 'orchestration' && saga.coordinator === service.name)
          .map(({ name }) => link('saga', name)),
      ],
    ),
    deliveries: deliveries(design, environment, ({ terms }) => terms.service.name === service.name),
  };
}

function describeTopic(name: string, environment: string, { architecture }: DescribedDesign): Part {
  const topic = architecture.topics[name];
  if (topic === undefined) return {};
  const settings = resolveTopic(architecture, topic, environment).values;
  return {
    ...described(topic.description),
    facts: facts(
      ['broker', settings.broker],
      ['address', settings.address],
      ['partitions', String(settings.partitions)],
      ['ordered', yes(settings.ordered)],
      ['retention', settings.retention === 'forever' ? 'forever' : showDuration(settings.retention)],
      ['compacted', yes(settings.compact)],
      ['encoding', settings.encoding],
    ),
    relations: relations(['carries', topic.events.map((event) => link('event', event))]),
  };
}

function describeDomain(name: string, { architecture }: DescribedDesign): Part {
  const domain = architecture.domains[name];
  const inside = (one: { readonly domain: string }): boolean => one.domain === name;
  return {
    ...described(domain?.description),
    facts: facts(['owner', domain?.owner ?? '']),
    relations: relations(
      [
        'services',
        Object.values(architecture.services)
          .filter(inside)
          .map((one) => link('service', one.name)),
      ],
      [
        'events',
        Object.values(architecture.events)
          .filter(inside)
          .map((one) => link('event', one.name)),
      ],
    ),
  };
}

function describeProjection(name: string, { architecture }: DescribedDesign): Part {
  const projection = architecture.projections[name];
  if (projection === undefined) return {};
  return {
    ...described(projection.description),
    facts: facts(
      ['service', projection.service, elementId.service(projection.service)],
      ['key', projection.key.map((path) => path.join('.')).join(' + ')],
      ['consistency', projection.consistency],
      [
        'columns',
        projection.columns
          .map((column) => `${column.name} ${typeof column.type === 'string' ? column.type : 'json'}`)
          .join(', '),
      ],
    ),
    relations: relations(['made from', projection.from.map((event) => link('event', event))]),
  };
}

function describeAggregate(name: string, { architecture }: DescribedDesign): Part {
  const aggregate = architecture.aggregates[name];
  if (aggregate === undefined) return {};
  return {
    ...described(aggregate.description),
    facts: facts(
      ['service', aggregate.service, elementId.service(aggregate.service)],
      ['key', aggregate.key.join('.')],
      ['snapshot every', aggregate.snapshotEvery === undefined ? '' : `${aggregate.snapshotEvery} events`],
    ),
    relations: relations(['stores', aggregate.events.map((event) => link('event', event))]),
  };
}

function describeSaga(name: string, { architecture }: DescribedDesign): Part {
  const saga = architecture.sagas[name];
  if (saga === undefined) return {};
  return {
    ...described(saga.description),
    facts: facts(
      ['style', saga.style],
      ...(saga.style === 'orchestration'
        ? [['coordinator', saga.coordinator, elementId.service(saga.coordinator)] as const]
        : []),
      ['key', saga.key.join('.')],
      ['starts with', saga.starts, elementId.event(saga.starts)],
      ['completes with', saga.completes, elementId.event(saga.completes)],
      ['aborts with', saga.aborts, elementId.event(saga.aborts)],
      ['steps', saga.steps.map((step) => step.name).join(', ')],
    ),
  };
}

/** What really happens to events in an environment, along time. */
function deliveries(
  { architecture, explain }: DescribedDesign,
  environment: string,
  isMeant: (delivery: EffectiveDelivery) => boolean,
): readonly StudioDelivery[] {
  return deliveriesOf(architecture)
    .filter((delivery) => delivery.terms.placement.environment === environment && isMeant(delivery))
    .map((delivery) => {
      const { service, subscription, placement, retry, timeout } = delivery.terms;
      return {
        service: service.name,
        event: subscription.event,
        broker: factsOf(placement.broker.type).title,
        topic: placement.settings.address,
        attempts: usualTimes(retry, 50).map((after, index) => ({ attempt: index + 1, after })),
        timeout,
        longest: delivery.cutAfter ?? delivery.longest,
        text: explain(delivery),
      };
    });
}

function fieldLines(
  fields: readonly DataField[],
  keys: ReadonlySet<string>,
  depth = 0,
  above = '',
): readonly FieldLine[] {
  return fields.flatMap((field) => {
    const path = above === '' ? field.name : `${above}.${field.name}`;
    return [
      {
        path,
        depth,
        name: field.name,
        type: field.type,
        required: field.required,
        key: keys.has(path),
        personal: field.personal,
        deprecated: field.deprecated,
        ...(field.description === undefined ? {} : { description: field.description }),
      },
      ...fieldLines(field.fields, keys, depth + 1, field.of === 'value' ? path : `${path}.*`),
    ];
  });
}

function described(description: string | undefined): Pick<Described, 'description'> {
  return description === undefined ? {} : { description };
}

type FactEntry = readonly [label: string, value: string, element?: string];

/** Facts that say something. */
function facts(...entries: readonly FactEntry[]): readonly Fact[] {
  return entries
    .filter(([, value]) => value !== '')
    .map(([label, value, element]) => ({ label, value, ...(element === undefined ? {} : { element }) }));
}

type Related = RelationList['items'][number];

function relations(
  ...lists: readonly (readonly [title: string, items: readonly Related[]])[]
): readonly RelationList[] {
  return lists.filter(([, items]) => items.length > 0).map(([title, items]) => ({ title, items }));
}

function link(kind: keyof typeof elementId, name: string, note?: string): Related {
  return { element: elementId[kind](name), name, ...(note === undefined ? {} : { note }) };
}

/** When a service publishes: of its own accord, or on an event. */
function whenOf(by: readonly { readonly on?: string }[]): string | undefined {
  const on = by.flatMap((one) => one.on ?? []);
  return on.length === 0 ? undefined : `on ${on.join(', ')}`;
}

/** Why a service takes an event, where nobody wrote it as a subscription. */
function reasonOf(by: readonly { readonly origin: { readonly kind: string; readonly name?: string } }[]) {
  const reasons = by.flatMap(({ origin }) =>
    origin.kind === 'written' ? [] : [`${origin.kind} ${origin.name}`],
  );
  return reasons.length === 0 ? undefined : `for ${reasons.join(', ')}`;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}
