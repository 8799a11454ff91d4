import type { HttpAnswer, HttpRequest, SendHttp } from './http-client.ts';

/** Dapr's HTTP API, as far as services use it. */
export interface Sidecar {
  /** Sends one event. @throws Error with the sidecar's answer unless it was accepted. */
  publish(target: PublishTarget, body: string, metadata: Readonly<Record<string, string>>): Promise<void>;
  /** Sends several; the answer says what became of them, it is not judged here. */
  publishBulk(target: PublishTarget, body: string): Promise<HttpAnswer>;
  /** Calls `path` of another app. */
  invoke(appId: string, path: string, request: Omit<HttpRequest, 'url'>): Promise<HttpAnswer>;
  /** Whether the sidecar's components are up; does not wait for this app. */
  isReady(): Promise<boolean>;
}

export interface PublishTarget {
  readonly pubsub: string;
  readonly topic: string;
  /** The body is the message as it is, without an envelope. */
  readonly raw: boolean;
}

/** The longest that the broker may take to accept: longer counts as lost, and is sent again. */
const PUBLISH_TIMEOUT_MS = 30_000;
const HEALTH_TIMEOUT_MS = 2_000;

/**
 * Speaks to the sidecar at `baseUrl`. Paths are encoded: names come from the spec, parameters from data.
 * @param components those that are published through, by broker, where they have another name
 */
export function createSidecar(
  send: SendHttp,
  baseUrl: string,
  token?: string,
  components: Readonly<Record<string, string>> = {},
): Sidecar {
  const authorisation: Record<string, string> = token ? { 'dapr-api-token': token } : {};
  const publishUrl = (kind: 'publish' | 'publish/bulk', target: PublishTarget, query: URLSearchParams) => {
    if (target.raw) query.set('metadata.rawPayload', 'true');
    // Slashes of a topic stay: the sidecar takes the rest of the path as the topic.
    const topic = target.topic.split('/').map(encodeURIComponent).join('/');
    const path = `${encodeURIComponent(components[target.pubsub] ?? target.pubsub)}/${topic}`;
    return `${baseUrl}/v1.0/${kind}/${path}${query.size > 0 ? `?${query}` : ''}`;
  };
  return {
    async publish(target, body, metadata) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(metadata)) query.set(`metadata.${name}`, value);
      const answer = await send({
        method: 'POST',
        url: publishUrl('publish', target, query),
        headers: {
          ...authorisation,
          'content-type': target.raw ? 'application/json' : 'application/cloudevents+json',
        },
        body,
        timeoutMs: PUBLISH_TIMEOUT_MS,
      });
      if (answer.status < 200 || answer.status > 299) {
        throw new Error(
          `Publishing to ${target.topic} failed with ${answer.status}: ${answer.body.slice(0, 500)}`,
        );
      }
    },
    publishBulk: (target, body) =>
      send({
        method: 'POST',
        url: publishUrl('publish/bulk', target, new URLSearchParams()),
        headers: { ...authorisation, 'content-type': 'application/json' },
        body,
        timeoutMs: PUBLISH_TIMEOUT_MS,
      }),
    invoke: (appId, path, request) =>
      send({
        ...request,
        url: `${baseUrl}/v1.0/invoke/${encodeURIComponent(appId)}/method${path}`,
        headers: { ...request.headers, ...authorisation },
      }),
    async isReady() {
      try {
        const url = `${baseUrl}/v1.0/healthz/outbound`;
        const answer = await send({
          method: 'GET',
          url,
          headers: authorisation,
          timeoutMs: HEALTH_TIMEOUT_MS,
        });
        return answer.status >= 200 && answer.status <= 299;
      } catch {
        return false;
      }
    },
  };
}
