import type { AppClient, AppFailure } from './app-client.ts';
import type { AppLink } from './app-link.ts';
import type { Verdict } from './consumer-group.ts';
import type { Delivery } from './delivery.ts';
import type { Message } from './message.ts';
import type { Publisher, PubsubComponent } from './publisher.ts';
import type { Policy } from './run-policy.ts';
import type { EventIdentity, SidecarEvent, SidecarEventKind } from './sidecar-event.ts';
import type { Subscription } from './subscription.ts';

/** What it takes to bring the messages of one subscription to its app. */
export interface DeliveryContext {
  readonly appId: string;
  readonly component: PubsubComponent;
  readonly subscription: Subscription;
  readonly client: AppClient;
  readonly link: AppLink;
  readonly publisher: Publisher;
  /** The component's inbound policy. */
  readonly policy: Policy;
  /** Fires when the sidecar stops: failures mean nothing from then on. */
  readonly stop: AbortSignal;
  readonly emit: ((event: SidecarEvent) => void) | undefined;
}

/** How often an app may die with a message in its hands before that counts as a failure of the message. */
const maxInterruptions = 5;

/** One handling of a message, for its events. */
export interface Handling {
  readonly startedAt: number;
  readonly identity: EventIdentity;
  attempts: number;
}

/** Tells whoever listens what became of a delivery, with the time since it began. */
export function emitEvent(
  { appId, component, subscription, emit }: DeliveryContext,
  kind: SidecarEventKind,
  handling: Handling,
  detail: { readonly error?: string; readonly deadLetterTopic?: string } = {},
): void {
  const at = Date.now();
  emit?.({
    kind,
    at,
    pubsub: component.name,
    topic: subscription.spec.topic,
    app: appId,
    ...handling.identity,
    attempt: handling.attempts,
    ms: at - handling.startedAt,
    ...detail,
  });
}

/**
 * Puts the original bytes on the dead-letter topic, in the app's own name. Undefined where none is set, otherwise
 * whether the broker took it.
 */
export async function sendToDeadLetters(
  context: DeliveryContext,
  message: Message,
): Promise<boolean | undefined> {
  const { deadLetterTopic } = context.subscription.spec;
  if (deadLetterTopic === undefined) return undefined;
  return (await context.publisher.publish(context.component, deadLetterTopic, message.data, message.metadata))
    .ok;
}

/** The end of a message that no attempt brought home: the dead-letter topic, else what its broker does. */
export async function giveUp(
  context: DeliveryContext,
  message: Message,
  handling: Handling,
  error: string,
): Promise<Verdict> {
  const { deadLetterTopic } = context.subscription.spec;
  if ((await sendToDeadLetters(context, message)) === true) {
    emitEvent(context, 'dead-lettered', handling, {
      error,
      ...(deadLetterTopic === undefined ? {} : { deadLetterTopic }),
    });
    return { kind: 'done' };
  }
  const { onFailure } = context.component.behaviour;
  if ('ack' in onFailure) {
    emitEvent(context, 'dropped', handling, { error });
    return { kind: 'done' };
  }
  emitEvent(context, 'retried', handling, { error });
  return { kind: 'again', afterMs: onFailure.redeliverMs };
}

/**
 * Whether a failed request means that the app is away rather than that it failed: nobody listens, or it died with
 * the request. Such messages wait for the app, unless it dies of the same message again and again.
 */
export async function isAway(
  context: DeliveryContext,
  { failure }: AppFailure,
  deliveries: readonly Delivery[],
): Promise<boolean> {
  if (failure === 'refused') {
    await context.link.suspect();
    return true;
  }
  if (failure !== 'interrupted') return false;
  for (const delivery of deliveries) delivery.interruptions++;
  if (deliveries.some((delivery) => delivery.interruptions > maxInterruptions)) return false;
  // An app that answers again so soon is a new process all the same.
  if (!(await context.link.suspect())) context.link.renew();
  return true;
}
