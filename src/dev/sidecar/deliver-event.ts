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
import { deliveryTrace } from './trace-context.ts';

type Ending = 'delivered' | 'dropped' | 'dead-lettered' | 'away';

/** Brings one message to the app: route, attempts under the inbound policy, dead letter, in daprd's order. */
export async function deliverEvent(context: DeliveryContext, delivery: Delivery): Promise<Verdict> {
  const { message } = delivery;
  const inspected = inspectMessage(context.subscription, message);
  const handling: Handling = { startedAt: Date.now(), identity: identifyEvent(inspected.event), attempts: 0 };
  switch (inspected.kind) {
    case 'expired':
      await sendToDeadLetters(context, message);
      emitEvent(context, 'expired', handling);
      return { kind: 'done' };
    case 'unmatched':
      await dropUnmatched(context, delivery, handling);
      return { kind: 'done' };
    case 'invalid':
      return giveUp(context, message, handling, inspected.error);
  }

  const headers = deliveryHeaders(context.component, context.subscription.spec.topic, message);
  headers['content-type'] = cloudEventsType;
  headers.traceparent = deliveryTrace(inspected.event.traceparent, inspected.event.traceid);
  const { outcome, stopped } = await runPolicy<Ending>(context.policy, {
    stop: context.stop,
    onRetry: (error) => emitEvent(context, 'retried', handling, { error }),
    attempt: async (signal) => {
      handling.attempts++;
      const request = { method: 'POST', path: inspected.path, headers, body: inspected.body, signal };
      const response = await context.client.send(request);
      if (!('failure' in response)) return judge(context, delivery, response);
      if (await isAway(context, response, [delivery])) return { done: true, value: 'away' };
      return { done: false, error: `error returned from app channel: ${response.error}` };
    },
  });
  if (outcome.done && outcome.value !== 'away') {
    const { deadLetterTopic } = context.subscription.spec;
    const lettered = outcome.value === 'dead-lettered' && deadLetterTopic !== undefined;
    emitEvent(context, outcome.value, handling, {
      ...(lettered ? { deadLetterTopic } : {}),
      ...(outcome.value === 'delivered' ? {} : { error: 'the app answered DROP' }),
    });
    return { kind: 'done' };
  }
  // A failure while stopping says nothing about the message: it comes again with the next start.
  if (stopped || context.stop.aborted) return { kind: 'left' };
  if (outcome.done) {
    emitEvent(context, 'held', handling, { error: 'the app is not running' });
    return { kind: 'again', afterMs: 0 };
  }
  return giveUp(context, message, handling, outcome.error);
}

async function judge(
  context: DeliveryContext,
  { message }: Delivery,
  response: { readonly status: number; readonly body: Buffer },
): Promise<Attempt<Ending>> {
  const { status } = response;
  const success = status >= 200 && status <= 299;
  const verdict = success ? readStatus(response.body) : status === 404 ? 'DROP' : undefined;
  if (verdict === '' || verdict === 'SUCCESS') return { done: true, value: 'delivered' };
  if (verdict === 'DROP') {
    const lettered = await sendToDeadLetters(context, message);
    if (lettered === false)
      return { done: false, error: 'message dropped, and its dead letter cannot be published' };
    return { done: true, value: lettered === true ? 'dead-lettered' : 'dropped' };
  }
  if (verdict === 'RETRY') return { done: false, error: 'RETRY status returned from app' };
  if (verdict !== undefined) return { done: false, error: `unknown status returned from app: ${verdict}` };
  const excerpt = response.body.toString('utf8', 0, 500);
  return {
    done: false,
    status,
    error: `status code returned: ${status}${excerpt === '' ? '' : `, body: ${excerpt}`}`,
  };
}

/** The `status` of a successful answer; empty, which means success, for whatever is no such object. */
function readStatus(body: Buffer): string {
  if (body.length === 0) return '';
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const status =
      typeof value === 'object' && value !== null ? (value as { readonly status?: unknown }).status : '';
    return typeof status === 'string' ? status : '';
  } catch {
    return '';
  }
}

async function dropUnmatched(
  context: DeliveryContext,
  { message }: Delivery,
  handling: Handling,
): Promise<void> {
  const { deadLetterTopic } = context.subscription.spec;
  const error = 'no route matches';
  if ((await sendToDeadLetters(context, message)) === true && deadLetterTopic !== undefined) {
    emitEvent(context, 'dead-lettered', handling, { error, deadLetterTopic });
  } else emitEvent(context, 'dropped', handling, { error });
}
