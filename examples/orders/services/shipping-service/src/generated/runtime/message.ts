import { currentClock } from './clock.ts';
import type { EventEnvelope, PublishedEvent, PublishOptions, ServiceDefinition } from './contract.ts';
import { InvalidEventError } from './errors.ts';
import { currentFlow } from './flow-context.ts';
import { isUuid } from './formats.ts';
import { newestOf } from './saga-run.ts';
import { type NewRun, runKey } from './saga-store.ts';

/** An event ready to be sent: what one row of the outbox holds. */
export interface Message {
  readonly event: PublishedEvent;
  /** CloudEvents id, chosen here and never again. */
  readonly eventId: string;
  /** Address on the broker. */
  readonly topic: string;
  readonly key: string | undefined;
  /** JSON text: the CloudEvent, or the bare data of a raw event. */
  readonly body: string;
  /** Dapr metadata of the entry. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Runs of choreographies that begin when it is written. */
  readonly starts?: readonly NewRun[];
}

const OWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'datacontenttype',
  'dataschema',
  'correlationid',
  'causationid',
  'traceid',
  'traceparent',
  'data',
  'data_base64',
  'topic',
  'pubsubname',
]);

/**
 * Validates the data and wraps them as CloudEvents 1.0. Correlation, causation and trace come from the running work.
 * @throws InvalidEventError if the data do not fit, Error if the event or an option is not one that may be used.
 */
export function createMessage(
  definition: ServiceDefinition,
  name: string,
  data: unknown,
  options?: PublishOptions,
): Message {
  const event = publishedOf(definition, name);
  const issues = event.validate(data);
  if (issues.length > 0) throw new InvalidEventError(name, issues);
  return messageOf(definition, event, data, options);
}

/** @throws Error for an event that the service does not publish. */
export function publishedOf({ name: service, publishes }: ServiceDefinition, name: string): PublishedEvent {
  const event = Object.hasOwn(publishes, name) ? publishes[name] : undefined;
  if (!event) throw new Error(`Service '${service}' does not publish '${name}'`);
  return event;
}

/** Wraps data that are known to fit the schema of the event; otherwise like `createMessage`. */
export function messageOf(
  definition: ServiceDefinition,
  event: PublishedEvent,
  data: unknown,
  options: PublishOptions = {},
): Message {
  if (options.id !== undefined && !isUuid(options.id)) throw new Error(`'${options.id}' is not a UUID`);

  const eventId = options.id?.toLowerCase() ?? currentClock().newId();
  const key = event.key(data);
  const metadata: Record<string, string> = {};
  if (key !== undefined) {
    metadata.partitionKey = key;
    // Google Pub/Sub and Azure Service Bus have names of their own; a service doesn't know its broker.
    if (event.ordered) Object.assign(metadata, { orderingKey: key, SessionId: key });
  }
  if (event.ttlSeconds !== undefined) metadata.ttlInSeconds = String(event.ttlSeconds);
  const starts = runsStartedBy(definition, event, eventId, data, options);
  return {
    event,
    eventId,
    topic: typeof event.address === 'string' ? event.address : event.address(data),
    key,
    body: JSON.stringify(
      event.envelope === 'raw' ? data : createEnvelope(definition.source, event, eventId, key, data, options),
    ),
    metadata,
    ...(starts.length > 0 && { starts }),
  };
}

/** The choreographies that begin with an event: whoever publishes it watches them from the same transaction on. */
function runsStartedBy(
  { sagas = [] }: ServiceDefinition,
  { name, version }: PublishedEvent,
  id: string,
  data: unknown,
  options: PublishOptions,
): NewRun[] {
  return sagas.flatMap((saga) => {
    if (saga.style !== 'choreography' || saga.starts !== name) return [];
    const key = saga.keys[name]?.(data);
    if (key === undefined) throw new Error(`The data of '${name}' have no key of saga '${saga.name}'`);
    const flow = currentFlow();
    const newest = newestOf(saga);
    return [
      {
        saga: saga.name,
        key: runKey(key),
        version: newest.version,
        start: { event: name, version, data },
        startedBy: id,
        correlationId: options.correlationId ?? flow?.correlationId ?? id,
        traceparent: flow?.traceparent,
        waitMs: newest.timeoutMs,
      },
    ];
  });
}

function createEnvelope(
  source: string,
  event: PublishedEvent,
  id: string,
  key: string | undefined,
  data: unknown,
  options: PublishOptions,
): EventEnvelope {
  const flow = currentFlow();
  const causationId = options.causationId ?? flow?.causationId;
  const attributes = { ...event.attributes, ...options.attributes };
  for (const name of Object.keys(attributes)) {
    if (!/^[a-z0-9]{1,20}$/.test(name) || OWN_ATTRIBUTES.has(name)) {
      throw new Error(`'${name}' can't be an extension attribute of '${event.name}'`);
    }
  }
  return {
    specversion: '1.0',
    id,
    source,
    type: event.type,
    time: options.time ?? currentClock().now().toISOString(),
    // CloudEvents forbids an empty subject.
    ...(key && { subject: key }),
    datacontenttype: 'application/json',
    dataschema: event.dataschema,
    correlationid: options.correlationId ?? flow?.correlationId ?? id,
    ...(causationId && { causationid: causationId }),
    // Both: a sidecar overwrites a `traceparent` that comes without a `traceid`.
    ...(flow?.traceparent && { traceid: flow.traceparent, traceparent: flow.traceparent }),
    ...attributes,
    data,
  };
}
