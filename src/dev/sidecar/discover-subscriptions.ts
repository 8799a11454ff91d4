import { setTimeout as pause } from 'node:timers/promises';
import type { AppClient } from './app-client.ts';
import type { RouteRule, SubscriptionResource, SubscriptionSpec } from './dapr-resource.ts';
import { readBulk } from './decode-dapr-resource.ts';
import { compileSubscription, type Subscription } from './subscription.ts';

export interface Discovery {
  readonly subscriptions: readonly Subscription[];
  /** What was wrong with the app's answer or a resource, for the log. */
  readonly complaints: readonly string[];
  /** The app gave no answer at all, so nothing is known. */
  readonly unanswered?: boolean;
}

const maxTries = 4;

/** Asks the app for its subscriptions. One invalid rule spoils the whole list, as with daprd. */
export async function askForSubscriptions(
  client: AppClient,
  appId: string,
  signal: AbortSignal,
): Promise<Discovery> {
  // daprd asks for the actors' configuration too; an app that serves the path expects to be asked.
  void client.send({ method: 'GET', path: '/dapr/config', headers: { 'dapr-app-id': appId }, signal });
  const question = { method: 'GET', path: '/dapr/subscribe', headers: { 'dapr-app-id': appId }, signal };
  let response = await client.send(question);
  for (let tries = 1; 'failure' in response && tries < maxTries && !signal.aborted; tries++) {
    await pause(500, undefined, { signal }).catch(() => undefined);
    response = await client.send(question);
  }
  if ('failure' in response) {
    return { ...nothing(`GET /dapr/subscribe failed: ${response.error}`), unanswered: true };
  }
  if (response.status === 404) return nothing();
  if (response.status !== 200) {
    return nothing(`app returned http status code ${response.status} from subscription endpoint`);
  }
  const text = response.body.toString('utf8');
  return text.trim() === '' ? nothing() : decodeList(text);
}

function decodeList(text: string): Discovery {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (error) {
    return nothing(`the answer of /dapr/subscribe is no JSON: ${String(error)}`);
  }
  if (items === null) return nothing();
  if (!Array.isArray(items)) return nothing('the answer of /dapr/subscribe is no array');
  const subscriptions: Subscription[] = [];
  const complaints: string[] = [];
  for (const item of items) {
    const spec = decodeItem(item);
    if (spec === undefined || spec.pubsubname === '' || spec.topic === '') {
      complaints.push(`a subscription without pubsubname or topic is ignored: ${JSON.stringify(item)}`);
      continue;
    }
    const compiled = compileSubscription(spec, 'PROGRAMMATIC');
    if ('error' in compiled) return nothing(`${compiled.error}; none of the app's subscriptions is served`);
    if (spec.rules.length > 0) subscriptions.push(compiled.subscription);
    else complaints.push(`topic ${spec.topic} has an empty routes. removing from subscriptions list`);
  }
  return { subscriptions, complaints };
}

function decodeItem(item: unknown): SubscriptionSpec | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { pubsubname, topic, route, routes, deadLetterTopic, bulkSubscribe, metadata } = item as Record<
    string,
    unknown
  >;
  const { rules: listed, default: fallback } = (routes ?? {}) as Record<string, unknown>;
  const rules: RouteRule[] = [];
  for (const rule of Array.isArray(listed) ? (listed as unknown[]) : []) {
    const { match, path } = (rule ?? {}) as Record<string, unknown>;
    const condition = text(match).trim();
    rules.push({ path: text(path), ...(condition === '' ? {} : { match: condition }) });
  }
  const last = text(fallback) || text(route);
  if (last !== '') rules.push({ path: last });
  const bulk = (bulkSubscribe ?? {}) as Record<string, unknown>;
  return {
    pubsubname: text(pubsubname),
    topic: text(topic),
    rules,
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(value)])),
    ...(text(deadLetterTopic) === '' ? {} : { deadLetterTopic: text(deadLetterTopic) }),
    ...(bulk.enabled === true ? { bulkSubscribe: readBulk(bulk) } : {}),
  };
}

/**
 * The one subscription for each topic that takes effect: of several declared ones the first, and what the app itself
 * says, the last of it, in place of a declared one.
 */
export function mergeSubscriptions(
  declared: readonly SubscriptionResource[],
  programmatic: readonly Subscription[],
): Discovery {
  const effective = new Map<string, Subscription>();
  const complaints: string[] = [];
  const byName = new Map(declared.map((resource) => [resource.name, resource]));
  for (const resource of byName.values()) {
    const key = JSON.stringify([resource.pubsubname, resource.topic]);
    const compiled = compileSubscription(resource, 'DECLARATIVE');
    if ('error' in compiled) complaints.push(`subscription ${resource.name}: ${compiled.error}`);
    else if (effective.has(key)) {
      complaints.push(`subscription ${resource.name} is ignored: another one serves topic ${resource.topic}`);
    } else if (resource.rules.length > 0) effective.set(key, compiled.subscription);
  }
  for (const subscription of programmatic) {
    effective.set(JSON.stringify([subscription.spec.pubsubname, subscription.spec.topic]), subscription);
  }
  return { subscriptions: [...effective.values()], complaints };
}

function nothing(...complaints: string[]): Discovery {
  return { subscriptions: [], complaints };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
