import { onKey, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import type {
  Aggregate,
  Call,
  DeclaredRuleKind,
  Domain,
  Environment,
  EventContract,
  Operation,
  Projection,
  Saga,
  Service,
  SettingValue,
  Subscription,
  Topic,
} from '../../model/architecture.ts';
import { durationText } from '../../model/duration-text.ts';
import type { Property } from '../../model/schema.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../../model/settings.ts';
import type { RuleContext } from '../rule.ts';
import { objectsOf, typesOf } from '../schema-leaves.ts';
import { showPath } from '../wording.ts';

/** What rules in the config see of an element: a value, a list of values, or nothing. */
export type PropertyValue = SettingValue | readonly SettingValue[] | undefined;

/** An element as a rule in the config looks at it. */
export interface Element {
  readonly name: string;
  readonly at: Place;
  readonly context: RuleContext;
  /** Where the rule speaks of settings: one of the environments. */
  readonly environment?: string;
}

export interface ElementProperty<E> {
  readonly description: string;
  /** True: it may differ by environment, so the element is looked at in each. */
  readonly byEnvironment?: true;
  read(element: E): PropertyValue;
}

interface Of<Item> extends Element {
  readonly item: Item;
}

interface OfService<Item> extends Of<Item> {
  readonly service: Service;
}

interface OfField extends Of<Property> {
  readonly place: Place;
}

type Table<E> = { readonly [name: string]: ElementProperty<E> };

function property<E>(description: string, read: (element: E) => PropertyValue): ElementProperty<E> {
  return { description, read };
}

function setting<E>(description: string, read: (element: E) => PropertyValue): ElementProperty<E> {
  return { description, byEnvironment: true, read };
}

const name = property<Element>('its name', (element) => element.name);
const file = property<Element>('the file that it stands in', ({ at }) => at.file);
const description = property<Of<{ readonly description?: string }>>(
  'its description',
  ({ item }) => item.description,
);
const environment = setting<Element>(
  'the environment in which its settings are looked at',
  (element) => element.environment,
);

const domainProperties: Table<Of<Domain>> = {
  name,
  file,
  description,
  owner: property('the team that answers for it', ({ item }) => item.owner),
};

const eventProperties: Table<Of<EventContract>> = {
  name,
  file,
  description,
  summary: property('its summary', ({ item }) => item.summary),
  domain: property('first part of its name', ({ item }) => item.domain),
  entity: property('second part of its name', ({ item }) => item.entity),
  action: property('third part of its name', ({ item }) => item.action),
  kind: property('notification, document or command', ({ item }) => item.kind),
  version: property('its version', ({ item }) => item.version),
  tags: property('its tags', ({ item }) => item.tags),
  key: property('paths of its key', ({ item }) => item.key.map(showPath)),
  topic: property('the topic that carries it', ({ item }) => item.topic),
  type: property('its CloudEvents type', ({ item }) => item.type),
  envelope: property('cloudevents or raw', ({ item }) => item.envelope),
  internal: property('whether it stays in its domain', ({ item }) => item.internal),
  deprecated: property('whether it is deprecated', ({ item }) => item.deprecated !== undefined),
  compatibility: property('what new versions are held to, such as full-transitive', ({ item }) => {
    const { direction, transitive } = item.compatibility;
    return transitive ? `${direction}-transitive` : direction;
  }),
  foreign: property('whether a foreign document declares it', ({ item }) => item.foreign !== undefined),
  attributes: property('names of its extension attributes', ({ item }) => Object.keys(item.attributes)),
  examples: property('how many examples it has', ({ item }) => item.examples.length),
  fields: property('names of the outermost fields of its data', (element) =>
    fieldsOf(element).map((field) => field.name),
  ),
  requiredFields: property('those of them that are required', (element) =>
    fieldsOf(element)
      .filter(({ required }) => required)
      .map((field) => field.name),
  ),
  publishers: property('services that publish it', ({ item, context }) =>
    context.index.publishersOf(item.name).map(({ service }) => service.name),
  ),
  subscribers: property('services that take it', ({ item, context }) =>
    context.index.subscribersOf(item.name).map(({ service }) => service.name),
  ),
};

function fieldsOf({ item, context }: Of<EventContract>): Property[] {
  return objectsOf(item.data, context.architecture.schemas).flatMap(({ properties }) => properties);
}

const fieldProperties: Table<OfField> = {
  name,
  file,
  description: property('its description', ({ item }) => item.schema.note?.description),
  required: property('whether it is required', ({ item }) => item.required),
  type: property('its types: string, number, integer, boolean, object, array', ({ item, context }) => [
    ...typesOf(item.schema, context.architecture.schemas),
  ]),
  format: property('its format', ({ item }) =>
    item.schema.kind === 'string' || item.schema.kind === 'number' ? item.schema.format : undefined,
  ),
  personalData: property('what `x-personal-data` says of it', ({ item }) => item.schema.note?.personalData),
};

const topicProperties: Table<Of<Topic>> = {
  name,
  file,
  description,
  domain: property('the domain of its events', ({ item }) => item.domain),
  events: property('events that it carries', ({ item }) => item.events),
  parameters: property('names of its parameters', ({ item }) => Object.keys(item.parameters)),
  environment,
  'settings.broker': setting('name of its broker', (element) => topicSettings(element)?.broker),
  'settings.brokerType': setting('type of its broker, such as kafka', (element) => {
    const broker = topicSettings(element)?.broker;
    const { environments } = element.context.architecture;
    return broker === undefined ? undefined : environments[element.environment ?? '']?.brokers[broker]?.type;
  }),
  'settings.address': setting('its name on the broker', (element) => topicSettings(element)?.address),
  'settings.partitions': setting('partitions', (element) => topicSettings(element)?.partitions),
  'settings.retention': setting('how long messages are kept, or forever', (element) =>
    timeText(topicSettings(element)?.retention),
  ),
  'settings.compact': setting(
    'whether it keeps the last of each key',
    (element) => topicSettings(element)?.compact,
  ),
  'settings.ttl': setting('when messages expire', (element) => timeText(topicSettings(element)?.ttl)),
  'settings.ordered': setting('whether order is kept by key', (element) => topicSettings(element)?.ordered),
  'settings.encoding': setting('json or avro', (element) => topicSettings(element)?.encoding),
};

function topicSettings({ item, environment: where, context }: Of<Topic>) {
  return where === undefined ? undefined : resolveTopic(context.architecture, item, where).values;
}

const serviceProperties: Table<Of<Service>> = {
  name,
  file,
  description,
  domain: property('its domain', ({ item }) => item.domain),
  owner: property("its team, or its domain's", ({ item }) => item.owner),
  external: property('whether it is not ours', ({ item }) => item.external),
  publishes: property('events that it publishes', ({ item }) =>
    unique(item.publications.map(({ event }) => event)),
  ),
  subscribes: property('events that it takes', ({ item }) =>
    unique(item.subscriptions.map(({ event }) => event)),
  ),
  serves: property('operations that it serves', ({ item }) => Object.keys(item.operations)),
  calls: property('services that it calls', ({ item }) => unique(item.calls.map((call) => call.service))),
  environment,
  'settings.language': setting('typescript, python or none', (element) => serviceSettings(element)?.language),
  'settings.database': setting('postgres or none', (element) => serviceSettings(element)?.database),
  'settings.outbox': setting('relay or connect', (element) => serviceSettings(element)?.outbox),
  'settings.replicas': setting('replicas', (element) => serviceSettings(element)?.replicas),
  'settings.group': setting('its consumer group', (element) => serviceSettings(element)?.group),
  'settings.history': setting('how long sent events are kept for replay', (element) =>
    timeText(serviceSettings(element)?.history),
  ),
  'settings.inboxRetention': setting('how long the inbox remembers', (element) =>
    timeText(serviceSettings(element)?.inboxRetention),
  ),
};

function serviceSettings({ item, environment: where, context }: Of<Service>) {
  return where === undefined ? undefined : resolveService(context.architecture, item, where).values;
}

const subscriptionProperties: Table<OfService<Subscription>> = {
  name: property('service and event, such as `billing orders.order.placed`', (element) => element.name),
  file,
  description,
  service: property('the service that takes the event', ({ service }) => service.name),
  domain: property('the domain of the service', ({ service }) => service.domain),
  event: property('the event', ({ item }) => item.event),
  eventDomain: property(
    'the domain of the event',
    ({ item, context }) => context.architecture.events[item.event]?.domain,
  ),
  uses: property('paths of the fields that it depends on', ({ item }) => item.uses?.map(showPath)),
  when: property('the condition under which it handles', ({ item }) => item.when),
  environment,
  'settings.attempts': setting(
    'deliveries in all',
    (element) => subscriptionSettings(element)?.retry.attempts,
  ),
  'settings.backoff': setting(
    'exponential or constant',
    (element) => subscriptionSettings(element)?.retry.backoff,
  ),
  'settings.timeout': setting('time of one attempt', (element) =>
    timeText(subscriptionSettings(element)?.timeout),
  ),
  'settings.concurrency': setting(
    'handled at once by a replica',
    (element) => subscriptionSettings(element)?.concurrency,
  ),
  'settings.deadLetter': setting(
    'topic of what is given up, or none',
    (element) => subscriptionSettings(element)?.deadLetter,
  ),
  'settings.idempotent': setting(
    'whether an inbox guards it',
    (element) => subscriptionSettings(element)?.idempotent,
  ),
  'settings.startAt': setting('latest or earliest', (element) => subscriptionSettings(element)?.startAt),
  'settings.everyReplica': setting(
    'whether each replica takes it',
    (element) => subscriptionSettings(element)?.everyReplica,
  ),
  'settings.maxLag': setting(
    'the lag above which it alerts',
    (element) => subscriptionSettings(element)?.maxLag,
  ),
};

function subscriptionSettings({ item, service, environment: where, context }: OfService<Subscription>) {
  return where === undefined
    ? undefined
    : resolveSubscription(context.architecture, service, item, where).values;
}

const operationProperties: Table<OfService<Operation>> = {
  name,
  file,
  description,
  service: property('the service that serves it', ({ service }) => service.name),
  domain: property('the domain of the service', ({ service }) => service.domain),
  method: property('get, post, put, patch or delete', ({ item }) => item.method),
  path: property('its path', ({ item }) => item.path),
};

const callProperties: Table<OfService<Call>> = {
  name: property('caller, service and operation', (element) => element.name),
  file,
  description,
  caller: property('the service that calls', ({ service }) => service.name),
  domain: property('the domain of the caller', ({ service }) => service.domain),
  service: property('the service that is called', ({ item }) => item.service),
  operation: property('the operation', ({ item }) => item.operation),
  timeout: property('time of one attempt', ({ item }) => timeText(item.timeout)),
  attempts: property('attempts in all', ({ item }) => item.retry.attempts),
  fallback: property('whether a value stands in for the answer', ({ item }) => item.fallback !== undefined),
};

const aggregateProperties: Table<Of<Aggregate>> = {
  name,
  file,
  description,
  service: property('its service', ({ item }) => item.service),
  key: property('path of its key', ({ item }) => showPath(item.key)),
  events: property('events that it stores', ({ item }) => item.events),
  snapshotEvery: property('events between snapshots', ({ item }) => item.snapshotEvery),
};

const projectionProperties: Table<Of<Projection>> = {
  name,
  file,
  description,
  service: property('its service', ({ item }) => item.service),
  from: property('events that it is made from', ({ item }) => item.from),
  consistency: property('eventual or immediate', ({ item }) => item.consistency),
  keep: property('whether received events are kept', ({ item }) => item.keep),
  columns: property('names of its columns', ({ item }) => item.columns.map((column) => column.name)),
};

const sagaProperties: Table<Of<Saga>> = {
  name,
  file,
  description,
  style: property('orchestration or choreography', ({ item }) => item.style),
  coordinator: property('the service that runs an orchestration', ({ item }) =>
    item.style === 'orchestration' ? item.coordinator : undefined,
  ),
  starts: property('the event that starts it', ({ item }) => item.starts),
  completes: property('the event that says that it is done', ({ item }) => item.completes),
  aborts: property('the event that says that it is given up', ({ item }) => item.aborts),
  steps: property('names of its steps', ({ item }) => item.steps.map((step) => step.name)),
};

const environmentProperties: Table<Of<Environment>> = {
  name,
  file,
  description,
  brokers: property('names of its brokers', ({ item }) => Object.keys(item.brokers)),
  brokerTypes: property('types of its brokers', ({ item }) =>
    unique(Object.values(item.brokers).map(({ type }) => type)),
  ),
  tls: property('whether every broker is reached by TLS', ({ item }) =>
    Object.values(item.brokers).every(({ tls }) => tls),
  ),
  secrets: property('type of its secret store', ({ item }) => item.secrets.type),
  database: property('server of its databases', ({ item }) => item.database?.server),
  registry: property('URL of its schema registry', ({ item }) => item.registry?.url),
};

function timeText(value: number | 'forever' | undefined): string | undefined {
  return typeof value === 'number' ? durationText(value) : value;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Properties by kind of element; the docs list them. */
export const elementProperties = {
  domain: domainProperties,
  event: eventProperties,
  field: fieldProperties,
  topic: topicProperties,
  service: serviceProperties,
  subscription: subscriptionProperties,
  operation: operationProperties,
  call: callProperties,
  aggregate: aggregateProperties,
  projection: projectionProperties,
  saga: sagaProperties,
  environment: environmentProperties,
} as const satisfies { readonly [Kind in DeclaredRuleKind]: Table<never> };

/** Where a subscription or call is written: on its key, where it has one. */
export function keyOf(at: Place): Place {
  return at.on === 'key' ? at : onKey(at);
}

/** The place of a field of an object. */
export function fieldPlace(object: Place, field: string): Place {
  return onKey(placeAt(object, 'properties', field));
}
