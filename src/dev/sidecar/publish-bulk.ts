import { type ApiAnswer, type ApiRequest, apiError, jsonAnswer, noContent } from './api-answer.ts';
import { contentKind } from './content-type.ts';
import { buildEnvelope } from './envelope.ts';
import { cloudEventRefusal, expirationFor, findTarget, forbidden, type PublishApi } from './publish-event.ts';
import type { PublishMetadata } from './publish-metadata.ts';
import type { TraceContext } from './trace-context.ts';

interface BulkEntry {
  readonly entryId: string;
  readonly data: Buffer;
  readonly contentType: string;
  /** Undefined where the entry has none of its own: what the query says does not reach such an entry. */
  readonly metadata: PublishMetadata | undefined;
}

/** Entries that a broker without bulk publishing is sent at once. */
const parallelEntries = 100;

/** `POST /v1.0/publish/bulk/{pubsub}/{topic}`. One malformed entry refuses the whole request. */
export async function publishBulk(
  api: PublishApi,
  pubsub: string,
  topic: string,
  request: ApiRequest,
  trace: TraceContext,
): Promise<ApiAnswer> {
  const target = findTarget(api, pubsub, topic, request.query);
  if ('refusal' in target) return target.refusal;
  const { component, raw } = target;
  const read = readEntries(request.body, target.metadata);
  if ('error' in read) {
    const message =
      read.stage === 'unmarshal'
        ? `error when unmarshaling the request for topic ${topic} pubsub ${pubsub}: ${read.error}`
        : read.stage === 'envelope'
          ? `error when marshalling cloud event envelope for topic ${topic} pubsub ${pubsub}: ${read.error}`
          : `error marshaling events to bytes for topic ${topic} pubsub ${pubsub}. error: ${read.error}`;
    return apiError(400, 'ERR_PUBSUB_EVENTS_SER', message, 'DAPR_PUBSUB_MARSHAL_EVENTS');
  }
  const prepared: { readonly entry: BulkEntry; readonly data: Buffer }[] = [];
  for (const entry of read.entries) {
    const expiresAt = entry.metadata === undefined ? undefined : expirationFor(component, entry.metadata);
    const envelope = raw
      ? undefined
      : buildEnvelope({
          ...entry,
          metadata: entry.metadata ?? {},
          appId: api.appId,
          pubsub,
          topic,
          trace,
          ...(expiresAt === undefined ? {} : { expiresAt }),
        });
    if (envelope !== undefined && 'error' in envelope) return cloudEventRefusal();
    prepared.push({ entry, data: envelope === undefined ? entry.data : Buffer.from(envelope.event) });
  }
  if (!component.scopes.mayPublish(api.appId, topic)) {
    return forbidden(`topic ${topic} is not allowed for app id ${api.appId}`);
  }
  // Without bulk publishing, entries race each other to the broker: nobody may count on their order.
  const queue = component.behaviour.nativeBulkPublish ? prepared : shuffled(prepared);
  const failed: { readonly entryId: string; readonly error: string }[] = [];
  for (let start = 0; start < queue.length; start += parallelEntries) {
    const sent = queue.slice(start, start + parallelEntries).map(async ({ entry, data }) => {
      const result = await api.publisher.publish(component, topic, data, entry.metadata ?? {});
      if (!result.ok) failed.push({ entryId: entry.entryId, error: result.error });
    });
    await Promise.all(sent);
  }
  if (failed.length === 0) return noContent;
  return jsonAnswer(500, { failedEntries: failed, errorCode: 'ERR_PUBSUB_PUBLISH_MESSAGE' });
}

type BulkFault = { readonly stage: 'unmarshal' | 'envelope' | 'entry'; readonly error: string };

function readEntries(
  body: Buffer,
  requestMetadata: PublishMetadata,
): { readonly entries: readonly BulkEntry[] } | BulkFault {
  let items: unknown;
  try {
    items = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return { stage: 'unmarshal', error: error instanceof Error ? error.message : String(error) };
  }
  if (items === null) return { entries: [] };
  if (!Array.isArray(items)) return { stage: 'unmarshal', error: 'an array of entries is expected' };
  const entries: BulkEntry[] = [];
  const ids = new Set<string>();
  for (const item of items as unknown[]) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return { stage: 'unmarshal', error: 'an entry is no object' };
    }
    const fields = new Map(Object.entries(item).map(([key, value]) => [key.toLowerCase(), value as unknown]));
    const entryId = fields.get('entryid') ?? '';
    const contentType = fields.get('contenttype') ?? '';
    if (typeof entryId !== 'string' || typeof contentType !== 'string') {
      return { stage: 'unmarshal', error: 'entryId and contentType are strings' };
    }
    const metadata = readMetadata(fields.get('metadata'));
    if (typeof metadata === 'string') return { stage: 'unmarshal', error: metadata };
    const data = toBytes(fields.get('event'), contentType);
    if (typeof data === 'string') return { stage: 'envelope', error: data };
    if (entryId === '' || ids.has(entryId)) {
      return { stage: 'entry', error: 'entryId is duplicated or not present for entry' };
    }
    ids.add(entryId);
    const merged = metadata === undefined ? undefined : { ...requestMetadata, ...metadata };
    entries.push({ entryId, contentType, data, metadata: merged });
  }
  return { entries };
}

function readMetadata(value: unknown): PublishMetadata | undefined | string {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return 'metadata is an object';
  const wrong = Object.entries(value).find(([, item]) => typeof item !== 'string');
  return wrong === undefined ? (value as PublishMetadata) : `metadata.${wrong[0]} is a string`;
}

/** The bytes of an entry's event by its content type, or the complaint that the two do not fit. */
function toBytes(event: unknown, contentType: string): Buffer | string {
  const mismatch = 'error: mismatch between contentType and event';
  switch (contentKind(contentType)) {
    case 'binary':
      return typeof event === 'string' ? Buffer.from(event, 'base64') : mismatch;
    case 'text':
      return typeof event === 'string' ? Buffer.from(event) : mismatch;
    case 'json':
    case 'cloudevent':
      return Buffer.from(JSON.stringify(event ?? null));
    default:
      return mismatch;
  }
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    result[last] = b;
    result[other] = a;
  }
  return result;
}
