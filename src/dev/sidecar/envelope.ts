import { randomUUID } from 'node:crypto';
import { contentKind } from './content-type.ts';
import { splitMembers } from './json-members.ts';
import { metadataValue, type PublishMetadata } from './publish-metadata.ts';
import type { TraceContext } from './trace-context.ts';

/** One event on its way to a topic, as the publisher gave it. */
export interface EnvelopeInput {
  readonly data: Buffer;
  readonly contentType: string;
  readonly appId: string;
  readonly pubsub: string;
  readonly topic: string;
  readonly metadata: PublishMetadata;
  readonly trace: TraceContext;
  /** Set where the broker has no time to live of its own. Milliseconds since 1970. */
  readonly expiresAt?: number;
}

const defaultType = 'com.dapr.event.sent';

/**
 * The CloudEvent that daprd puts on the broker, as JSON with sorted names: the data wrapped, or the publisher's own
 * CloudEvent with what is Dapr's to say overwritten. An error is a body that calls itself a CloudEvent and is no
 * JSON object.
 */
export function buildEnvelope(input: EnvelopeInput): { readonly event: string } | { readonly error: string } {
  const wrapped =
    contentKind(input.contentType) === 'cloudevent'
      ? completeCloudEvent(input)
      : { members: wrapData(input) };
  if ('error' in wrapped) return wrapped;
  const { members } = wrapped;
  if (input.expiresAt !== undefined) members.set('expiration', JSON.stringify(rfc3339(input.expiresAt)));
  return { event: printMembers(members) };
}

/** The event that a subscriber with `rawPayload` gets for any bytes; its id changes with every delivery. */
export function wrapRawPayload(data: Buffer, pubsub: string, topic: string): Record<string, unknown> {
  return {
    data_base64: data.toString('base64'),
    datacontenttype: 'application/octet-stream',
    id: randomUUID(),
    pubsubname: pubsub,
    source: 'Dapr',
    specversion: '1.0',
    topic,
    type: defaultType,
  };
}

function wrapData(input: EnvelopeInput): Map<string, string> {
  const attribute = (name: string) => metadataValue(input.metadata, `cloudevent.${name}`);
  const trace = attribute('traceparent') || attribute('traceid') || input.trace.traceparent;
  const [dataName, data] = printData(input.data, input.contentType);
  const subject = attribute('subject');
  const texts: Record<string, string> = {
    datacontenttype: input.contentType || 'text/plain',
    id: attribute('id') || randomUUID(),
    pubsubname: input.pubsub,
    source: attribute('source') || input.appId,
    specversion: '1.0',
    ...(subject === '' ? {} : { subject }),
    time: rfc3339(Date.now()),
    topic: input.topic,
    traceid: trace,
    traceparent: trace,
    tracestate: attribute('tracestate') || input.trace.tracestate,
    type: attribute('type') || defaultType,
  };
  const members = new Map<string, string>([[dataName, data]]);
  for (const [name, value] of Object.entries(texts)) members.set(name, JSON.stringify(value));
  return members;
}

function printData(data: Buffer, contentType: string): readonly [name: string, json: string] {
  const kind = contentKind(contentType);
  if (kind === 'binary') return ['data_base64', JSON.stringify(data.toString('base64'))];
  const text = data.toString('utf8');
  if (kind === 'json' && parses(text)) return ['data', text.trim()];
  return ['data', JSON.stringify(text)];
}

function completeCloudEvent(
  input: EnvelopeInput,
): { readonly members: Map<string, string> } | { readonly error: string } {
  const text = input.data.toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return { error: 'no JSON object' };
  const members = splitMembers(text);
  const missing = (name: string) => (members.get(name) ?? 'null') === 'null';
  const set = (name: string, value: string) => members.set(name, JSON.stringify(value));
  set('topic', input.topic);
  set('pubsubname', input.pubsub);
  // Dapr knows a trace by `traceid` alone: an event that brings only `traceparent` loses it.
  if (!members.has('traceid')) {
    set('traceid', input.trace.traceparent);
    set('traceparent', input.trace.traceparent);
  }
  if (!members.has('tracestate')) set('tracestate', input.trace.tracestate);
  if (missing('source')) set('source', 'Dapr');
  if (missing('type')) set('type', defaultType);
  if (missing('specversion')) set('specversion', '1.0');
  if (!members.has('time')) set('time', rfc3339(Date.now()));
  return { members };
}

function printMembers(members: ReadonlyMap<string, string>): string {
  const names = [...members.keys()].sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${members.get(name)}`).join(',')}}`;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whole seconds in UTC, as Go's RFC 3339 prints them. */
function rfc3339(ms: number): string {
  const latest = Date.UTC(9999, 11, 31);
  return `${new Date(Math.min(Math.max(ms, 0), latest)).toISOString().slice(0, 19)}Z`;
}
