import { createHash } from 'node:crypto';
import { isObject } from './checks.ts';
import type { EventEnvelope, SubscribedEvent, TopicSubscription } from './contract.ts';
import { toError } from './errors.ts';
import { inboxEventId } from './inbox-event-id.ts';
import { upcastData } from './upcast.ts';

/** What is known of a delivery whatever its body holds; the names that a dead letter is kept under. */
export interface Identity {
  readonly pubsub: string;
  readonly topic: string;
  readonly source: string;
  readonly eventId: string;
  readonly type: string | undefined;
  /** The body as received. */
  readonly text: string;
}

export type Incoming =
  /** An event that the service takes; `problem` if its data can't be used. */
  | {
      readonly kind: 'event';
      readonly identity: Identity;
      readonly event: SubscribedEvent;
      readonly envelope: EventEnvelope;
      readonly key: string | undefined;
      readonly problem?: Error;
    }
  /** Designed for the topic, not for this service. */
  | { readonly kind: 'passed'; readonly identity: Identity }
  | {
      readonly kind: 'unusable';
      readonly identity: Identity;
      readonly reason: 'invalid' | 'unknown';
      readonly problem: Error;
    };

/** A delivery with an event that the service takes. */
export type IncomingEvent = Extract<Incoming, { kind: 'event' }>;

/** Reads a delivery: parses, finds the event by type and major version, upcasts, validates. Never throws. */
export function readIncoming(subscription: TopicSubscription, text: string): Incoming {
  const { pubsub, topic } = subscription;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return noEvent(subscription, text, `The body is not JSON: ${toError(error).message}`);
  }
  const raw = subscription.events.find((event) => event.envelope === 'raw');
  const wrapped = raw ? wrapRaw(raw, subscription, body) : body;
  if (!isObject(wrapped)) return noEvent(subscription, text, 'The body is not a JSON object');
  const { id, source, type } = wrapped;
  if (!isText(id) || !isText(source) || !isText(type)) {
    const missing = Object.entries({ id, source, type }).flatMap(([name, value]) =>
      isText(value) ? [] : [name],
    );
    return noEvent(subscription, text, `The envelope has no ${missing.join(', no ')}`);
  }
  const identity: Identity = {
    pubsub,
    topic,
    source: inboxEventId(source),
    eventId: inboxEventId(id),
    type,
    text,
  };

  const ofType = subscription.events.filter((event) => event.type === type);
  if (ofType.length === 0) {
    if (subscription.designed.includes(type)) return { kind: 'passed', identity };
    return unknown(identity, `Type '${type}' is not designed for topic '${topic}'`);
  }
  const version = versionOf(wrapped.dataschema);
  const event =
    version === undefined ? ofType[0] : ofType.find((one) => majorOf(version) <= majorOf(one.version));
  if (!event) {
    return unknown(identity, `Version ${version} of '${type}' is newer than ${ofType[0]?.version}`);
  }
  return { kind: 'event', identity, event, ...prepare(event, wrapped, version) };
}

/** A body that is no event: its hash is its only name. */
function noEvent({ pubsub, topic }: TopicSubscription, text: string, problem: string): Incoming {
  const eventId = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const identity = { pubsub, topic, source: 'unknown', eventId, type: undefined, text };
  return { kind: 'unusable', identity, reason: 'invalid', problem: new Error(problem) };
}

function unknown(identity: Identity, problem: string): Incoming {
  return { kind: 'unusable', identity, reason: 'unknown', problem: new Error(problem) };
}

/** Upcasts and validates. The key is read even from data that do not fit: an ordered key must block on them too. */
function prepare(
  event: SubscribedEvent,
  wrapped: Readonly<Record<string, unknown>>,
  version: string | undefined,
) {
  const received = { ...wrapped, data: readData(wrapped) } as unknown as EventEnvelope;
  try {
    const data = upcastData(event, received.data, version);
    const envelope = { ...received, data };
    const issues = event.validate(data);
    const key = keyOf(event, data) ?? subjectOf(wrapped);
    if (issues.length === 0) return { envelope, key };
    const list = issues.map((issue) => `${issue.path || 'data'}: ${issue.message}`).join('; ');
    return { envelope, key, problem: new Error(`The data do not fit the schema: ${list}`) };
  } catch (thrown) {
    const problem = new Error(
      `Upcasting from version ${version ?? 'unknown'} failed: ${toError(thrown).message}`,
      {
        cause: thrown,
      },
    );
    return { envelope: received, key: subjectOf(wrapped), problem };
  }
}

function keyOf(event: SubscribedEvent, data: unknown): string | undefined {
  try {
    // PostgreSQL keeps no NUL, and the key is one of its values.
    return event.key(data)?.replaceAll('\0', '\uFFFD');
  } catch {
    // Data that fit no schema may break the path; the subject is left.
    return undefined;
  }
}

function subjectOf(wrapped: Readonly<Record<string, unknown>>): string | undefined {
  return isText(wrapped.subject) ? wrapped.subject : undefined;
}

function readData(wrapped: Readonly<Record<string, unknown>>): unknown {
  if (!('data_base64' in wrapped) || 'data' in wrapped) return wrapped.data;
  return decodeBase64(wrapped.data_base64);
}

function decodeBase64(value: unknown): unknown {
  const text = Buffer.from(String(value), 'base64').toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Gives a raw message the envelope that consumers expect: its id is where the design says. */
function wrapRaw(event: SubscribedEvent, subscription: TopicSubscription, body: unknown): unknown {
  // A raw subscription comes as bytes inside an envelope of the sidecar, whose id changes with every delivery.
  const data = isObject(body) && isText(body.data_base64) ? decodeBase64(body.data_base64) : body;
  let id: string | undefined;
  try {
    id = event.id?.(data);
  } catch {
    id = undefined;
  }
  const hash = () => createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return {
    specversion: '1.0',
    // Without a designed id consumers are not idempotent, and the id only names the dead letter.
    id: id ?? (event.id ? undefined : `sha256:${hash()}`),
    source: `${subscription.pubsub}/${subscription.topic}`,
    type: event.type,
    data,
  };
}

/** @returns the version that ends a `dataschema`, undefined where there is none: then it is the oldest. */
function versionOf(dataschema: unknown): string | undefined {
  return isText(dataschema) ? /(?:^|\/)v?(\d+\.\d+\.\d+)$/.exec(dataschema)?.[1] : undefined;
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
