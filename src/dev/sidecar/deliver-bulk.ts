import { randomUUID } from 'node:crypto';
import type { Verdict } from './consumer-group.ts';
import { cloudEventsType } from './content-type.ts';
import type { Delivery } from './delivery.ts';
import {
  type DeliveryContext,
  emitEvent,
  giveUp,
  type Handling,
  isAway,
  sendToDeadLetters,
} from './delivery-context.ts';
import { deliveryHeaders } from './delivery-headers.ts';
import { inspectMessage } from './inspect-message.ts';
import { type Attempt, runPolicy } from './run-policy.ts';
import { identifyEvent } from './sidecar-event.ts';
import { noTrace } from './trace-context.ts';

interface Entry {
  readonly delivery: Delivery;
  readonly entryId: string;
  readonly handling: Handling;
  /** The event as it stands in the request: JSON. */
  readonly event: string;
  readonly contentType: string;
  error: string | undefined;
  ending: 'delivered' | 'dropped' | 'dead-lettered' | undefined;
}

/**
 * Brings several messages to the app, in one request for each path. Entries that fail are tried again under the
 * inbound policy without those that are done; the verdicts come in the order of `deliveries`.
 */
export async function deliverBulk(
  context: DeliveryContext,
  deliveries: readonly Delivery[],
): Promise<readonly Verdict[]> {
  const verdicts = new Map<Delivery, Verdict>();
  const requests = new Map<string, { readonly path: string; readonly entries: Entry[] }>();
  for (const delivery of deliveries) {
    const { message } = delivery;
    const inspected = inspectMessage(context.subscription, message);
    const handling: Handling = {
      startedAt: Date.now(),
      identity: identifyEvent(inspected.event),
      attempts: 0,
    };
    if (inspected.kind === 'invalid') {
      verdicts.set(delivery, await giveUp(context, message, handling, inspected.error));
    } else if (inspected.kind !== 'deliverable') {
      const lettered = await sendToDeadLetters(context, message);
      const kind = inspected.kind === 'expired' ? 'expired' : lettered === true ? 'dead-lettered' : 'dropped';
      emitEvent(context, kind, handling, inspected.kind === 'expired' ? {} : { error: 'no route matches' });
      verdicts.set(delivery, { kind: 'done' });
    } else {
      const raw = context.subscription.rawPayload;
      const entry: Entry = {
        delivery,
        handling,
        entryId: randomUUID(),
        event: raw ? JSON.stringify(message.data.toString('base64')) : message.data.toString('utf8'),
        contentType: raw ? 'application/octet-stream' : cloudEventsType,
        error: 'no answer',
        ending: undefined,
      };
      // A message with which the app died twice goes alone, so that it takes no other with it.
      const key = delivery.interruptions < 2 ? inspected.path : `${inspected.path}\n${message.offset}`;
      const request = requests.get(key) ?? { path: inspected.path, entries: [] };
      request.entries.push(entry);
      requests.set(key, request);
    }
  }
  const groups = await Promise.all(
    [...requests.values()].map(({ path, entries }) => deliverEntries(context, path, entries)),
  );
  for (const group of groups) for (const [delivery, verdict] of group) verdicts.set(delivery, verdict);
  return deliveries.map((delivery) => verdicts.get(delivery) ?? { kind: 'left' });
}

async function deliverEntries(
  context: DeliveryContext,
  path: string,
  entries: readonly Entry[],
): Promise<readonly (readonly [Delivery, Verdict])[]> {
  const { outcome, stopped } = await runPolicy<'answered' | 'away'>(context.policy, {
    stop: context.stop,
    onRetry: () => {
      for (const entry of entries) {
        if (entry.error !== undefined) emitEvent(context, 'retried', entry.handling, { error: entry.error });
      }
    },
    attempt: (signal) =>
      attemptEntries(
        context,
        path,
        entries.filter((entry) => entry.error !== undefined),
        signal,
      ),
  });
  const away = outcome.done && outcome.value === 'away';
  return Promise.all(
    entries.map(async (entry): Promise<readonly [Delivery, Verdict]> => {
      const { delivery, handling, error } = entry;
      if (error === undefined) {
        emitEvent(context, entry.ending ?? 'delivered', handling);
        return [delivery, { kind: 'done' }];
      }
      if (stopped || context.stop.aborted) return [delivery, { kind: 'left' }];
      if (!away) return [delivery, await giveUp(context, delivery.message, handling, error)];
      emitEvent(context, 'held', handling, { error: 'the app is not running' });
      return [delivery, { kind: 'again', afterMs: 0 }];
    }),
  );
}

async function attemptEntries(
  context: DeliveryContext,
  path: string,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Attempt<'answered' | 'away'>> {
  for (const entry of entries) entry.handling.attempts++;
  const response = await context.client.send({
    method: 'POST',
    path,
    headers: {
      ...deliveryHeaders(context.component, context.subscription.spec.topic),
      'content-type': 'application/json',
      traceparent: noTrace,
    },
    body: Buffer.from(printRequest(context, entries)),
    signal,
  });
  // Past its time an attempt has been counted as failed; what it brings now must not change the next one.
  if (signal.aborted) return fail(entries, 'context deadline exceeded');
  if ('failure' in response) {
    const deliveries = entries.map((entry) => entry.delivery);
    if (await isAway(context, response, deliveries)) return { done: true, value: 'away' };
    return fail(entries, `error from app channel: ${response.error}`);
  }
  if (response.status === 404) {
    for (const entry of entries) {
      entry.error = undefined;
      entry.ending = 'dropped';
    }
    return { done: true, value: 'answered' };
  }
  if (response.status < 200 || response.status > 299)
    return fail(entries, `status code returned: ${response.status}`);
  const statuses = readStatuses(response.body);
  if (statuses === undefined) return fail(entries, 'the answer to a bulk delivery is no JSON with statuses');
  await Promise.all(entries.map((entry) => settleEntry(context, entry, statuses.get(entry.entryId) ?? '')));
  const failed = entries.some((entry) => entry.error !== undefined);
  return failed
    ? { done: false, error: 'some messages of a bulk delivery failed' }
    : { done: true, value: 'answered' };
}

async function settleEntry(context: DeliveryContext, entry: Entry, status: string): Promise<void> {
  if (status === 'SUCCESS') {
    entry.error = undefined;
    entry.ending = 'delivered';
  } else if (status === 'DROP') {
    const lettered = await sendToDeadLetters(context, entry.delivery.message);
    entry.error = undefined;
    entry.ending = lettered === true ? 'dead-lettered' : 'dropped';
  } else entry.error = status === '' ? 'no status for the entry' : `status ${status} returned from app`;
}

function fail(entries: readonly Entry[], error: string): Attempt<never> {
  for (const entry of entries) entry.error = error;
  return { done: false, error };
}

function printRequest({ component, subscription }: DeliveryContext, entries: readonly Entry[]): string {
  const printed = entries.map(
    ({ entryId, event, contentType }) =>
      `{"entryId":"${entryId}","event":${event},"metadata":{},"contentType":"${contentType}"}`,
  );
  const frame = (value: unknown) => JSON.stringify(value);
  return (
    `{"entries":[${printed.join(',')}],"id":"${randomUUID()}","metadata":${frame({ pubsubName: component.name })},` +
    `"pubsubname":${frame(component.name)},"topic":${frame(subscription.spec.topic)},"type":"com.dapr.event.sent.bulk"}`
  );
}

function readStatuses(body: Buffer): ReadonlyMap<string, string> | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as { readonly statuses?: unknown } | null;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const statuses = new Map<string, string>();
    for (const item of Array.isArray(value.statuses) ? (value.statuses as unknown[]) : []) {
      const { entryId, status } = (item ?? {}) as { readonly entryId?: unknown; readonly status?: unknown };
      if (typeof entryId === 'string') statuses.set(entryId, typeof status === 'string' ? status : '');
    }
    return statuses;
  } catch {
    return undefined;
  }
}
