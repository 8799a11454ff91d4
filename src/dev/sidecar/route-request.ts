import { timingSafeEqual } from 'node:crypto';
import { type ApiAnswer, type ApiRequest, apiError, jsonAnswer, noContent, noSuchApi } from './api-answer.ts';
import { type InvokeApi, invokeApp } from './invoke-app.ts';
import { publishBulk } from './publish-bulk.ts';
import { type PublishApi, publishEvent, publishFailure } from './publish-event.ts';
import type { TraceContext } from './trace-context.ts';

/** The sidecar's API behind its port. */
export interface SidecarApi {
  readonly appId: string;
  readonly publish: PublishApi;
  readonly invoke: InvokeApi;
  /** What every request has to bring as `dapr-api-token`, health checks excepted. */
  readonly apiToken: string | undefined;
  /** What is not ready yet; empty once everything is. */
  readonly unready: () => readonly string[];
  readonly describe: () => unknown;
  readonly extend: (key: string, value: string) => void;
  readonly shutdown: () => void;
}

const publishPath = /^\/v1\.0\/publish\/([^/]+)\/(.+)$/;
const bulkPath = /^\/v1\.0(?:-alpha1)?\/publish\/bulk\/([^/]+)\/(.+)$/;

/** Answers one request. A body too large to be read is given as undefined. */
export async function routeRequest(
  api: SidecarApi,
  request: Omit<ApiRequest, 'body'> & { readonly body: Buffer | undefined },
  trace: TraceContext,
  answerTrace: string,
): Promise<ApiAnswer> {
  const { method, path } = request;
  if (!isLocal(request.headers)) {
    return apiError(
      403,
      'ERR_FORBIDDEN_ORIGIN',
      'the embedded sidecar answers this machine only, and no foreign web page',
    );
  }
  if (method === 'GET' && (path === '/v1.0/healthz' || path === '/v1.0/healthz/outbound')) {
    return answerHealth(api, path, request.query);
  }
  if (api.apiToken !== undefined && !sameText(request.headers['dapr-api-token'], api.apiToken)) {
    return { status: 401, headers: { 'content-type': 'text/plain' }, body: 'invalid api token' };
  }
  const posts = method === 'POST' || method === 'PUT';
  const bulk = posts ? decodedPair(bulkPath, path) : undefined;
  const single = posts && bulk === undefined ? decodedPair(publishPath, path) : undefined;
  if (bulk === 'malformed' || single === 'malformed') {
    return apiError(400, 'ERR_BAD_REQUEST', 'invalid request: the path is no valid URL encoding');
  }
  const { body } = request;
  if (body === undefined) {
    const [pubsub, topic] = bulk ?? single ?? ['', ''];
    if (single !== undefined) return publishFailure(pubsub, topic, 'stream too large');
    return apiError(400, 'ERR_BODY_READ', 'failed to read request body: stream too large');
  }
  const whole: ApiRequest = { ...request, body };
  if (bulk !== undefined) return publishBulk(api.publish, bulk[0], bulk[1], whole, trace);
  if (single !== undefined) return publishEvent(api.publish, single[0], single[1], whole, trace);
  if (path === '/v1.0/metadata' && method === 'GET') return jsonAnswer(200, api.describe());
  const key = /^\/v1\.0\/metadata\/([^/]+)$/.exec(path)?.[1];
  if (key !== undefined && method === 'PUT') {
    api.extend(decodeOr(key), body.toString('utf8'));
    return noContent;
  }
  if (path === '/v1.0/shutdown' && method === 'POST') {
    api.shutdown();
    return noContent;
  }
  return path.startsWith('/v1.0/invoke/') ||
    request.headers['dapr-app-id'] !== undefined ||
    authorized(request)
    ? invokeApp(api.invoke, whole, answerTrace)
    : noSuchApi;
}

/**
 * Whether the request means this machine by its name. The port is open to every web page that the developer visits,
 * and to names that somebody lets point at it.
 */
function isLocal({ host, origin }: ApiRequest['headers']): boolean {
  const local = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
  return (host === undefined || local.test(host)) && (origin === undefined || local.test(origin));
}

function authorized(request: { readonly headers: ApiRequest['headers'] }): boolean {
  return request.headers.authorization?.startsWith('Basic ') === true;
}

function answerHealth(api: SidecarApi, path: string, query: string): ApiAnswer {
  if (path === '/v1.0/healthz/outbound') return noContent;
  const unready = api.unready();
  if (unready.length > 0)
    return apiError(500, 'ERR_HEALTH_NOT_READY', `dapr is not ready: [${unready.join(' ')}]`);
  const asked = new URLSearchParams(query).get('appid');
  if (asked === null || asked === api.appId) return noContent;
  return apiError(500, 'ERR_HEALTH_APPID_NOT_MATCH', 'dapr app-id does not match');
}

function decodedPair(pattern: RegExp, path: string): readonly [string, string] | undefined | 'malformed' {
  const match = pattern.exec(path);
  if (match === null) return undefined;
  try {
    return [decodeURIComponent(match[1] ?? ''), decodeURIComponent(match[2] ?? '')];
  } catch {
    return 'malformed';
  }
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sameText(given: string | readonly string[] | undefined, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
