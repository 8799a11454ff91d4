import { posix } from 'node:path';
import { mayInvoke } from './access-control.ts';
import { type ApiAnswer, type ApiRequest, apiError, noSuchApi } from './api-answer.ts';
import type { AppClient, AppResponse } from './app-client.ts';
import type { AccessControl } from './dapr-resource.ts';
import type { ResiliencyPolicies } from './resiliency-policies.ts';
import { runPolicy } from './run-policy.ts';

/** An app of the system as others may call it. */
export interface InvocableApp {
  readonly appId: string;
  readonly client: AppClient;
  readonly accessControl: AccessControl | undefined;
}

export interface InvokeApi {
  readonly appId: string;
  readonly policies: ResiliencyPolicies;
  readonly findApp: (appId: string) => InvocableApp | undefined;
}

/** Belongs to one connection and is not passed on. */
const hopByHop = new Set([
  'connection',
  'content-length',
  'dapr-api-token',
  'dapr-app-id',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Calls another app: `/v1.0/invoke/{app}/method/{path}`, or any path with the header `dapr-app-id`. */
export async function invokeApp(
  api: InvokeApi,
  request: ApiRequest,
  traceparent: string,
): Promise<ApiAnswer> {
  const target = findInvocation(request);
  if (target === undefined) return noSuchApi;
  const name = target.appId.replace(/\.default$/, '');
  const app = api.findApp(name);
  if (app === undefined) return failure(target.appId, `couldn't find service: ${name}`);
  if (!mayInvoke(app.accessControl, api.appId, request.method, decode(target.method))) {
    const reason = `access control policy has denied access to id: ${api.appId} operation: ${target.method} verb: ${request.method}`;
    return { ...failure(target.appId, `rpc error: code = PermissionDenied desc = ${reason}`), status: 403 };
  }
  const path = `/${target.method}${request.query === '' ? '' : `?${request.query}`}`;
  const headers = forwardedHeaders(request.rawHeaders);
  // As daprd does: a name that the caller sent stays, so that two names arrive.
  headers['dapr-caller-app-id'] = [...(headers['dapr-caller-app-id'] ?? []), api.appId];
  headers['dapr-callee-app-id'] = [name];
  headers.traceparent = [traceparent];
  const body = request.body.length === 0 ? {} : { body: request.body };
  let last: AppResponse | undefined;
  const { outcome } = await runPolicy<AppResponse>(api.policies.invocation(name, target.method), {
    attempt: async (signal) => {
      const response = await app.client.send({ method: request.method, path, headers, ...body, signal });
      if ('failure' in response) {
        last = undefined;
        return { done: false, error: response.error };
      }
      last = response;
      const { status } = response;
      if (status >= 200 && status <= 399) return { done: true, value: response };
      return { done: false, status, error: `status code returned: ${status}` };
    },
  });
  // What the app said before the breaker tripped is gone, as with daprd.
  if (!outcome.done && outcome.refused) return failure(target.appId, outcome.error);
  const response = outcome.done ? outcome.value : last;
  if (response !== undefined) return passOn(response);
  return failure(target.appId, outcome.done ? '' : `error invoking app: ${outcome.error}`);
}

/** The app and the method that a request names, the method as it goes over the wire, without a leading slash. */
function findInvocation(
  request: ApiRequest,
): { readonly appId: string; readonly method: string } | undefined {
  const header = request.headers['dapr-app-id'];
  if (typeof header === 'string' && header !== '') return { appId: header, method: clean(request.path) };
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [user = '', password = ''] =
    basic === undefined ? [] : Buffer.from(basic, 'base64').toString().split(':');
  if (user.toLowerCase() === 'dapr-app-id' && password !== '')
    return { appId: password, method: clean(request.path) };
  const match = /^\/v1\.0\/invoke\/([^/]+)\/method\/(.*)$/.exec(request.path);
  const [, appId = '', method = ''] = match ?? [];
  return appId === '' ? undefined : { appId: decode(appId), method: clean(`/${method}`) };
}

function clean(path: string): string {
  return posix.normalize(path).replace(/^\/+/, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function forwardedHeaders(raw: readonly string[]): Record<string, string[]> {
  // Without a prototype: a header may be called `constructor`.
  const headers: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    if (hopByHop.has(name)) continue;
    headers[name] = [...(headers[name] ?? []), value];
  }
  return headers;
}

function passOn(response: AppResponse): ApiAnswer {
  return { status: response.status, headers: forwardedHeaders(response.rawHeaders), body: response.body };
}

function failure(appId: string, error: string): ApiAnswer {
  return apiError(500, 'ERR_DIRECT_INVOKE', `failed to invoke, id: ${appId}, err: ${error}`);
}
