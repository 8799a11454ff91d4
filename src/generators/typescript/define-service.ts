import type {
  Architecture,
  ColumnType,
  DataPath,
  EventContract,
  HttpMethod,
  Operation,
  Projection,
  RetrySettings,
  SubscriptionSettings,
} from '../../model/architecture.ts';
import { snakeCase } from '../../model/names.ts';
import { resolveService, resolveSubscription, resolveTopic } from '../../model/settings.ts';
import { fillTemplate, placeholdersOf } from '../../model/template.ts';
import { printString } from '../../print/literal.ts';
import { deadLetterRoute, subscriptionRoute } from '../dapr/route.ts';
import { type Code, expression, printCode } from './print-code.ts';
import { keyColumnsOf } from './projection-columns.ts';
import type { CallView, HandlerView, ProjectionSource, ServiceView } from './service-view.ts';
import type { Validators } from './validators.ts';

/** What a service is in one environment: the members of the runtime's `ServiceDefinition`, as code. */
export function defineService(
  architecture: Architecture,
  view: ServiceView,
  validators: Validators,
  environment: string,
): Code {
  const { service } = view;
  const settings = resolveService(architecture, service, environment).values;
  const context: Context = { architecture, view, validators, environment };
  return {
    name: service.name,
    system: architecture.system.name,
    source: sourceOf(architecture, view, environment),
    database: settings.database === 'postgres',
    publishes: record(view.published.map((event) => [event.name, publishedEvent(context, event)])),
    subscriptions: topicSubscriptions(context),
    deadLetters: deadLetters(context),
    operations: view.operations.map((operation) => servedOperation(context, operation)),
    calls: calls(context),
    projections: view.projections.map(({ projection, sources }) =>
      definedProjection(architecture, projection, sources),
    ),
    inboxRetentionMs: settings.inboxRetention,
    historyMs: settings.history,
    outbox: settings.outbox,
  };
}

interface Context {
  readonly architecture: Architecture;
  readonly view: ServiceView;
  readonly validators: Validators;
  readonly environment: string;
}

/** CloudEvents `source`. */
function sourceOf({ defaults, system }: Architecture, { service }: ServiceView, environment: string): string {
  return fillTemplate(String(defaults.values.source ?? '/{system}/{service}'), {
    system: system.name,
    service: service.name,
    domain: service.domain,
    environment,
  });
}

/** CloudEvents `dataschema`: names the event and the version of its data. */
export function dataSchemaOf(architecture: Architecture, event: EventContract): string {
  return `urn:eda:${encodeURIComponent(architecture.system.name)}:${encodeURIComponent(event.name)}/${event.version}`;
}

function publishedEvent({ architecture, validators, environment }: Context, event: EventContract): Code {
  const topic = architecture.topics[event.topic];
  const settings = topic && resolveTopic(architecture, topic, environment).values;
  const parameters = record(
    placeholdersOf(settings?.address ?? '').flatMap((name) => {
      const from = topic?.parameters[name]?.from;
      return from === undefined ? [] : [[name, [...from]]];
    }),
  );
  return {
    name: event.name,
    type: event.type,
    version: event.version,
    dataschema: dataSchemaOf(architecture, event),
    kind: event.kind,
    pubsub: settings?.broker,
    topic: event.topic,
    address:
      Object.keys(parameters).length === 0
        ? settings?.address
        : call('addressOf', settings?.address ?? '', parameters),
    key: keyOf(event.key),
    ordered: settings?.ordered,
    ttlSeconds: settings?.ttl === undefined ? undefined : Math.ceil(settings.ttl / 1000),
    envelope: event.envelope,
    validate: validators.ofEvent(event),
    attributes: fixedAttributes(event),
  };
}

/** Attributes whose schema leaves one value only; the others are the publishing code's. */
function fixedAttributes(event: EventContract): Code {
  const fixed = Object.entries(event.attributes).flatMap(([name, schema]): [string, Code][] => {
    const value = schema.kind === 'enum' && schema.values.length === 1 ? schema.values[0] : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [[name, value]]
      : [];
  });
  return fixed.length === 0 ? undefined : record(fixed);
}

/** A consumer of an event: a handler, or a projection. */
interface Taker {
  readonly event: EventContract;
  readonly settings: SubscriptionSettings;
  readonly consumer: { readonly [member: string]: Code };
}

function takersOf(context: Context): Taker[] {
  const { view } = context;
  return [
    ...view.handlers.map((handler) => handlerTaker(context, handler)),
    ...view.projections.flatMap(({ projection, sources }) =>
      sources.map((source) => projectionTaker(context, projection, source)),
    ),
  ];
}

function handlerTaker(context: Context, { event, subscription, publishes }: HandlerView): Taker {
  const { service } = context.view;
  const settings = resolveSubscription(
    context.architecture,
    service,
    subscription,
    context.environment,
  ).values;
  const { when, versionPath } = subscription;
  return {
    event,
    settings,
    consumer: {
      kind: 'handler',
      handler: event.name,
      consumer: `${service.name}/${event.name}`,
      publishes: [...publishes],
      ...consumerSettings(context, event, settings),
      when: when === undefined ? undefined : call('when', when),
      versionOf:
        versionPath && expression(`(data) => versionAt(data, ${printPath(versionPath)})`, 'versionAt'),
    },
  };
}

function projectionTaker(
  context: Context,
  projection: Projection,
  { event, subscription }: ProjectionSource,
): Taker {
  const { service } = context.view;
  const settings = resolveSubscription(
    context.architecture,
    service,
    subscription,
    context.environment,
  ).values;
  return {
    event,
    settings,
    consumer: {
      kind: 'projection',
      projection: projection.name,
      consumer: `${service.name}/${event.name}/${projection.name}`,
      ...consumerSettings(context, event, settings),
    },
  };
}

function consumerSettings(
  { architecture, environment }: Context,
  event: EventContract,
  settings: SubscriptionSettings,
): { readonly [member: string]: Code } {
  const topic = architecture.topics[event.topic];
  return {
    retry: retryPolicy(settings.retry),
    timeoutMs: settings.timeout,
    concurrency: settings.concurrency,
    ordered: topic !== undefined && resolveTopic(architecture, topic, environment).values.ordered,
    deadLetter: settings.deadLetter,
    idempotent: settings.idempotent,
    everyReplica: settings.everyReplica,
  };
}

function retryPolicy({ attempts, backoff, wait }: RetrySettings): Code {
  return backoff === 'constant'
    ? { attempts, backoff, intervalMs: wait }
    : { attempts, backoff, maxMs: wait };
}

/** One endpoint a topic, whatever the number of its events that the service takes. */
function topicSubscriptions(context: Context): Code[] {
  const { architecture, environment } = context;
  const byTopic = groupBy(takersOf(context), ({ event }) => event.topic);
  return [...byTopic].flatMap(([name, takers]): Code[] => {
    const topic = architecture.topics[name];
    if (topic === undefined) return [];
    const { broker, address } = resolveTopic(architecture, topic, environment).values;
    const byEvent = groupBy(takers, ({ event }) => event);
    return [
      {
        pubsub: broker,
        topic: address,
        path: subscriptionRoute(name),
        bulk: takers.some(({ settings }) => settings.bulk !== false),
        designed: topic.events.flatMap((event) => architecture.events[event]?.type ?? []),
        events: [...byEvent].map(([event, consumers]) => subscribedEvent(context, event, consumers)),
      },
    ];
  });
}

function subscribedEvent({ validators }: Context, event: EventContract, takers: readonly Taker[]): Code {
  return {
    name: event.name,
    type: event.type,
    version: event.version,
    kind: event.kind,
    envelope: event.envelope,
    id: event.id && expression(`(data) => textAt(data, ${printPath(event.id)})`, 'textAt'),
    key: keyOf(event.key),
    validate: validators.ofEvent(event),
    upcasters:
      event.previous.length === 0 ? [] : expression(`upcasters[${printString(event.name)}]`, 'upcasters'),
    consumers: takers.map(({ consumer }) => consumer),
  };
}

/** Each dead-letter topic once a broker: the sidecar's gift goes back to the broker that it came from. */
function deadLetters(context: Context): Code[] {
  const { architecture, environment } = context;
  const found = new Map<string, Code>();
  for (const { event, settings } of takersOf(context)) {
    const topic = architecture.topics[event.topic];
    if (topic === undefined || settings.deadLetter === 'none') continue;
    const pubsub = resolveTopic(architecture, topic, environment).values.broker;
    const path = deadLetterRoute(pubsub, settings.deadLetter);
    found.set(path, { pubsub, topic: settings.deadLetter, path });
  }
  return [...found.values()];
}

function servedOperation({ validators, view }: Context, operation: Operation): Code {
  const { name: service } = view.service;
  return {
    name: operation.name,
    method: upperCase(operation.method),
    path: operation.path,
    parameters: parametersOf(operation),
    validateParams: validators.ofParams(service, operation),
    validateRequest: operation.request && validators.ofRequest(service, operation),
    validateResponse: operation.response && validators.ofResponse(service, operation),
  };
}

function upperCase(method: HttpMethod): string {
  return method.toUpperCase();
}

function parametersOf(operation: Operation): Code[] {
  return operation.params.map(({ name, in: place, schema }) => ({
    name,
    type:
      schema.kind === 'boolean'
        ? 'boolean'
        : schema.kind === 'number'
          ? schema.integer
            ? 'integer'
            : 'number'
          : 'string',
    in: place,
  }));
}

function calls(context: Context): Code {
  const byService = groupBy(context.view.calls, ({ call }) => call.service);
  return record(
    [...byService].map(([service, views]) => [
      service,
      record(views.map((view) => [view.call.operation, clientCall(context, view)])),
    ]),
  );
}

function clientCall({ validators, environment }: Context, view: CallView): Code {
  const { call, operation, callee } = view;
  const url = callee.in[environment]?.url ?? callee.url;
  const { failures, open } = call.circuitBreaker;
  return {
    method: upperCase(operation.method),
    path: operation.path,
    parameters: parametersOf(operation),
    target: callee.external && url !== undefined ? { baseUrl: url } : { appId: callee.name },
    timeoutMs: call.timeout,
    retry: retryPolicy(call.retry),
    circuitBreaker: { failures, openMs: open },
    fallback: call.fallback && { value: call.fallback.value as Code },
    validateRequest: operation.request && validators.ofRequest(callee.name, operation),
    validateResponse: operation.response && validators.ofResponse(callee.name, operation),
  };
}

function definedProjection(
  architecture: Architecture,
  projection: Projection,
  sources: readonly ProjectionSource[],
): Code {
  return {
    name: projection.name,
    table: snakeCase(projection.name),
    keyColumns: keyColumnsOf(architecture, projection),
    columns: projection.columns.map(({ name, type }) => ({ name: snakeCase(name), type: columnType(type) })),
    events: record(
      sources.map(({ event }) => [
        event.name,
        call('keyValuesOf', ...(projection.keys[event.name] ?? projection.key)),
      ]),
    ),
  };
}

function columnType(type: Projection['columns'][number]['type']): ColumnType {
  return typeof type === 'string' ? type : 'json';
}

function keyOf(paths: readonly DataPath[]): Code {
  return call('keyOf', ...paths);
}

function printPath(path: DataPath): string {
  return `[${path.map(printString).join(', ')}]`;
}

function call(name: string, ...values: readonly Code[]): Code {
  return expression(`${name}(${values.map((value) => printCode(value)).join(', ')})`, name);
}

function groupBy<Item, Key>(items: readonly Item[], keyOfItem: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** An object of names that come from the spec: without a prototype, so that any name is just a name. */
function record(entries: readonly (readonly [string, Code])[]): { readonly [name: string]: Code } {
  const object: { [name: string]: Code } = Object.create(null);
  for (const [name, value] of entries) object[name] = value;
  return object;
}
