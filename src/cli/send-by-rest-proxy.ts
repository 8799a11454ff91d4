import type { Io } from './io.ts';

/** One record of Kafka, as an event is published. */
export interface ProxyRecord {
  readonly topic: string;
  readonly key: string | undefined;
  /** JSON. */
  readonly value: unknown;
}

/** Where a REST Proxy is, and which cluster behind it; absent: the only one. */
export interface RestProxy {
  readonly url: string;
  readonly cluster?: string;
}

/** What became of it: where it lies, or why it does not. */
export type ProxyAnswer =
  | { readonly ok: true; readonly partition: number; readonly offset: number }
  | { readonly ok: false; readonly reason: string; readonly kind: 'login' | 'refused' | 'unreachable' };

/** Longest wait for an answer, in ms. */
const patience = 10_000;
const longestReason = 300;

/**
 * Sends a record by version 3 of the REST Proxy's API (docs.confluent.io: kafka-rest API reference, `POST
 * /v3/clusters/{cluster_id}/topics/{topic_name}/records`). An answer of 200 may hold a record that was refused: its own
 * `error_code` says so. The login is EDA_REST_PROXY_KEY with EDA_REST_PROXY_SECRET, or EDA_REST_PROXY_TOKEN.
 */
export async function sendByRestProxy(
  proxy: RestProxy,
  record: ProxyRecord,
  env: Io['env'],
): Promise<ProxyAnswer> {
  const base = proxy.url.replace(/\/+$/, '');
  const authorization = authorizationFrom(env);
  const headers = {
    accept: 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const cluster = proxy.cluster ?? (await onlyCluster(base, headers));
  if (typeof cluster !== 'string') return cluster;
  const path = `/v3/clusters/${encodeURIComponent(cluster)}/topics/${encodeURIComponent(record.topic)}/records`;
  const reply = await ask(`${base}${path}`, headers, {
    ...(record.key === undefined ? {} : { key: { type: 'STRING', data: record.key } }),
    value: { type: 'JSON', data: record.value },
  });
  if (!reply.ok) return reply;
  const { error_code, message, partition_id, offset } = reply.value;
  if (typeof error_code === 'number' && error_code !== 200)
    return { ok: false, kind: 'refused', reason: `${text(message)} (${error_code})` };
  if (typeof partition_id !== 'number' || typeof offset !== 'number')
    return { ok: false, kind: 'unreachable', reason: `${base} gives an answer that no REST Proxy gives` };
  return { ok: true, partition: partition_id, offset };
}

type Failure = Extract<ProxyAnswer, { readonly ok: false }>;

interface Fields {
  readonly [name: string]: unknown;
}

async function onlyCluster(base: string, headers: Record<string, string>): Promise<string | Failure> {
  const reply = await ask(`${base}/v3/clusters`, headers);
  if (!reply.ok) return reply;
  const { data } = reply.value;
  const ids = (Array.isArray(data) ? data : []).flatMap((each: unknown) => {
    const id = typeof each === 'object' && each !== null && (each as Fields).cluster_id;
    return typeof id === 'string' ? [id] : [];
  });
  const [only, ...others] = ids;
  if (only === undefined)
    return {
      ok: false,
      kind: 'unreachable',
      reason: `${base} names no cluster: is it a REST Proxy with the API v3?`,
    };
  if (others.length > 0)
    return {
      ok: false,
      kind: 'refused',
      reason: `${base} has several clusters; say which: --cluster ${ids.join(' or ')}`,
    };
  return only;
}

async function ask(
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<{ readonly ok: true; readonly value: Fields } | Failure> {
  const { origin } = new URL(url);
  let status: number;
  let answer: string;
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    status = response.status;
    answer = await response.text();
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return { ok: false, kind: 'unreachable', reason: `no REST Proxy at ${origin} (${cause})` };
  }
  const value = parse(answer);
  if (status === 401 || status === 403) {
    const wants = headers.authorization === undefined ? 'it wants a login' : 'it does not take this login';
    return { ok: false, kind: 'login', reason: `${origin} answers ${status}: ${wants}` };
  }
  if (status !== 200 || value === undefined) {
    const said = text(value?.message ?? answer);
    return {
      ok: false,
      kind: status >= 500 ? 'unreachable' : 'refused',
      reason: `${origin} answers ${status}: ${said}`,
    };
  }
  return { ok: true, value };
}

function authorizationFrom(env: Io['env']): string | undefined {
  const { EDA_REST_PROXY_TOKEN: token, EDA_REST_PROXY_KEY: key, EDA_REST_PROXY_SECRET: secret } = env;
  if ((token ?? '') !== '') return `Bearer ${token}`;
  if ((key ?? '') === '') return undefined;
  return `Basic ${Buffer.from(`${key}:${secret ?? ''}`).toString('base64')}`;
}

/** The last of the objects that an answer may be a stream of. */
function parse(answer: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(answer.trim());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return String(value ?? 'no reason')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestReason);
}
