import { type ApiAnswer, type ApiRequest, apiError, noContent } from './api-answer.ts';
import { buildEnvelope } from './envelope.ts';
import { isRawPayload, type PublishMetadata, readPublishMetadata, timeToLiveMs } from './publish-metadata.ts';
import type { Publisher, PubsubComponent } from './publisher.ts';
import type { TraceContext } from './trace-context.ts';

/** What the publish API of one app works with. */
export interface PublishApi {
  readonly appId: string;
  readonly components: ReadonlyMap<string, PubsubComponent>;
  readonly publisher: Publisher;
}

/** `POST /v1.0/publish/{pubsub}/{topic}`. */
export async function publishEvent(
  api: PublishApi,
  pubsub: string,
  topic: string,
  request: ApiRequest,
  trace: TraceContext,
): Promise<ApiAnswer> {
  const target = findTarget(api, pubsub, topic, request.query);
  if ('refusal' in target) return target.refusal;
  const { component, metadata, raw } = target;
  let data = request.body;
  if (!raw) {
    const expiresAt = expirationFor(component, metadata);
    const envelope = buildEnvelope({
      data,
      contentType: request.headers['content-type'] ?? '',
      appId: api.appId,
      pubsub,
      topic,
      metadata,
      trace,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    if ('error' in envelope) return cloudEventRefusal();
    data = Buffer.from(envelope.event);
  }
  const result = await api.publisher.publish(component, topic, data, metadata);
  if (result.ok) return noContent;
  return result.forbidden ? forbidden(result.error) : publishFailure(pubsub, topic, result.error);
}

/** The component and what the query says, or the answer to a request that names none or says nonsense. */
export function findTarget(
  api: PublishApi,
  pubsub: string,
  topic: string,
  query: string,
):
  | { readonly component: PubsubComponent; readonly metadata: PublishMetadata; readonly raw: boolean }
  | { readonly refusal: ApiAnswer } {
  const component = api.components.get(pubsub);
  if (component === undefined) {
    const message = `pubsub ${pubsub} is not found`;
    return { refusal: apiError(404, 'ERR_PUBSUB_NOT_FOUND', message, 'DAPR_PUBSUB_NOT_FOUND') };
  }
  if (topic === '') {
    const message = `topic is empty in pubsub ${pubsub}`;
    return { refusal: apiError(404, 'ERR_TOPIC_NAME_EMPTY', message, 'DAPR_PUBSUB_TOPIC_NAME_EMPTY') };
  }
  const metadata = readPublishMetadata(query);
  const raw = isRawPayload(metadata);
  if (typeof raw === 'boolean') return { component, metadata, raw };
  const message = `failed deserializing metadata. Error: ${raw.error}`;
  return {
    refusal: apiError(400, 'ERR_PUBSUB_REQUEST_METADATA', message, 'DAPR_PUBSUB_METADATA_DESERIALIZATION'),
  };
}

/** When an event expires by its `expiration` attribute, for brokers that do not expire messages themselves. */
export function expirationFor(component: PubsubComponent, metadata: PublishMetadata): number | undefined {
  const ttl = component.behaviour.nativeTtl ? undefined : timeToLiveMs(metadata);
  return ttl === undefined ? undefined : Date.now() + ttl;
}

/** Dapr's answer to data that it can't wrap as a CloudEvent. */
export function cloudEventRefusal(): ApiAnswer {
  return apiError(
    500,
    'ERR_PUBSUB_CLOUD_EVENTS_SER',
    'cannot create cloudevent',
    'DAPR_PUBSUB_CLOUD_EVENT_CREATION',
  );
}

/** Dapr's answer where the scopes of a component keep an app from a topic. */
export function forbidden(message: string): ApiAnswer {
  return apiError(403, 'ERR_PUBSUB_FORBIDDEN', message, 'DAPR_PUBSUB_FORBIDDEN');
}

/** Dapr's answer where the broker didn't take an event. */
export function publishFailure(pubsub: string, topic: string, error: string): ApiAnswer {
  const message = `error when publishing to topic ${topic} in pubsub ${pubsub}: ${error}`;
  return apiError(500, 'ERR_PUBSUB_PUBLISH_MESSAGE', message, 'DAPR_PUBSUB_PUBLISH_MESSAGE');
}
