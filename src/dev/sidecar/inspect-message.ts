import { wrapRawPayload } from './envelope.ts';
import type { Message } from './message.ts';
import { findRoute, type Subscription } from './subscription.ts';

/** What a sidecar makes of a message before it bothers the app. */
export type InspectedMessage =
  | { readonly kind: 'deliverable'; readonly path: string; readonly event: CloudEvent; readonly body: Buffer }
  | { readonly kind: 'expired' | 'unmatched'; readonly event: CloudEvent }
  | { readonly kind: 'invalid'; readonly error: string; readonly event?: CloudEvent };

export type CloudEvent = Readonly<Record<string, unknown>>;

/**
 * Reads a message as the subscription sees it, in daprd's order: parse, time to live, route. A message that is no
 * JSON object and a rule that fails make it invalid.
 */
export function inspectMessage(
  subscription: Subscription,
  message: Message,
  now = Date.now(),
): InspectedMessage {
  const { pubsubname, topic } = subscription.spec;
  let event: CloudEvent;
  let body = message.data;
  if (subscription.rawPayload) {
    event = wrapRawPayload(message.data, pubsubname, topic);
    body = Buffer.from(JSON.stringify(event));
  } else {
    const parsed = parseEvent(message.data);
    if ('error' in parsed) return { kind: 'invalid', error: parsed.error };
    event = parsed.event;
  }
  if (hasExpired(event, now)) return { kind: 'expired', event };
  try {
    const path = findRoute(subscription, event);
    return path === undefined ? { kind: 'unmatched', event } : { kind: 'deliverable', path, event, body };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return { kind: 'invalid', error: `no route can be found: ${message}`, event };
  }
}

function parseEvent(data: Buffer): { readonly event: CloudEvent } | { readonly error: string } {
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { event: value as CloudEvent };
    return { error: 'the message is no CloudEvent: no JSON object' };
  } catch (error) {
    return {
      error: `the message is no CloudEvent: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function hasExpired(event: CloudEvent, now: number): boolean {
  const { expiration } = event;
  if (typeof expiration !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(expiration)) return false;
  return Date.parse(expiration) <= now;
}
